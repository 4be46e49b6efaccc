import { createTexts } from '../requests/texts.ts';

/**
 * Which connections a statement is given, by what became of its text before: one that was quick is executed at once; of
 * those that nothing is known of, and of those that are quick for some values alone, few are at a time; one that was never
 * quick waits among its like.
 */
export type Way = 'at once' | 'few at a time' | 'patiently';

export type Seen = {
  way(text: string): Way;
  wasQuick(text: string): void;
  wasSlow(text: string): void;
};

/** A text as SQL is made of a document, without its values; a page has some dozens. */
const TEXTS = 2_000;
const CHARACTERS = 10_000_000;
/** How long it is held against a text that it was slow: tables are analyzed, indexes made, and load goes by. */
const HELD_AGAINST_MILLISECONDS = 60_000;

/** @param now milliseconds */
export function createSeen(now: () => number = () => performance.now()): Seen {
  const texts = createTexts<{ quick: boolean; slowUntil: number }>(TEXTS, CHARACTERS);
  return {
    way(text) {
      const known = texts.get(text);
      if (!known) return 'few at a time';
      if (now() < known.slowUntil) return known.quick ? 'few at a time' : 'patiently';
      return known.quick ? 'at once' : 'few at a time';
    },
    wasQuick(text) {
      const known = texts.get(text);
      if (known) known.quick = true;
      else texts.set(text, { quick: true, slowUntil: 0 });
    },
    wasSlow(text) {
      const slowUntil = now() + HELD_AGAINST_MILLISECONDS;
      const known = texts.get(text);
      if (known) known.slowUntil = slowUntil;
      else texts.set(text, { quick: false, slowUntil });
    },
  };
}
