import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

/** What a view is about, once it knows: the heading and the title of the window. */
export const subject = signal<string | undefined>(undefined);

export function useTitle(text: string): void {
  useEffect(() => {
    subject.value = text;
    return () => {
      subject.value = undefined;
    };
  }, [text]);
}
