import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

type Props = {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly onSearch: (text: string) => void;
};

/** How long somebody who types rests before the server is asked. */
const REST_MILLISECONDS = 150;

/** What is searched for on the server: asked when the reader rests, not with every letter. */
export function SearchField({ label, placeholder, value, onSearch }: Props) {
  const typed = useSignal<string | undefined>(undefined);
  const text = typed.value;
  useEffect(() => {
    if (text === undefined) return;
    const timer = setTimeout(() => {
      onSearch(text);
      typed.value = undefined;
    }, REST_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <input
      type="search"
      placeholder={placeholder}
      aria-label={label}
      value={text ?? value}
      onInput={(event) => (typed.value = event.currentTarget.value)}
    />
  );
}
