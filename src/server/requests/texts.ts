/** What is known of texts, of those that were asked for last. */
export type Texts<Known> = {
  get(text: string): Known | undefined;
  set(text: string, known: Known): void;
};

/** @param bytes of all remembered texts together: a text is also what is made of it, many times over */
export function createTexts<Known>(count: number, bytes: number): Texts<Known> {
  const all = new Map<string, Known>();
  let length = 0;
  const forget = (text: string) => {
    if (all.delete(text)) length -= text.length;
  };
  return {
    get(text) {
      const known = all.get(text);
      if (known === undefined) return undefined;
      all.delete(text); // the newest stands last
      all.set(text, known);
      return known;
    },
    set(text, known) {
      forget(text);
      all.set(text, known);
      length += text.length;
      for (const [oldest] of all) {
        if (all.size <= count && length <= bytes) break;
        forget(oldest);
      }
    },
  };
}
