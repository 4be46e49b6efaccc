import { reasons, sentence, stated } from '../format/words.ts';

/** Why something is as it is: the first reason in a line, all of them when it is opened. */
export function Reasons({ text }: { readonly text: string | null }) {
  const all = reasons(text);
  const [first] = all;
  if (first === undefined) return null;
  return (
    <details class="reasons">
      <summary>
        <span class="reason">{sentence(first)}</span>
        {all.length > 1 && <span class="faint"> +{all.length - 1}</span>}
      </summary>
      <ul>
        {all.map((one) => (
          <li key={one}>{stated(one)}</li>
        ))}
      </ul>
    </details>
  );
}
