import { reasons, sentence, stated } from '../format/words.ts';

type Props = {
  readonly text: string | null;
  /** Before the first of them. */
  readonly lead?: string;
};

/** Why something is as it is: the first reason in a line, all of them when it is opened. */
export function Reasons({ text, lead = '' }: Props) {
  const all = reasons(text);
  const [first] = all;
  if (first === undefined) return null;
  return (
    <details class="reasons">
      <summary>
        <span class="reason">{lead === '' ? sentence(first) : `${lead}${first}`}</span>
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
