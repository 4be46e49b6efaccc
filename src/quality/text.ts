import { counted } from '../text.ts';

const SHOWN = 3;

/** `2 gaps`, `1 gap`, `no gap`. */
export const count = (n: number, singular: string): string => (n === 0 ? `no ${singular}` : counted(n, singular));

/** The first few items, and how many more there are: `a, b, c and 4 more`. */
export function firstFew(items: readonly string[]): string {
  const more = items.length - SHOWN;
  return more > 0 ? `${items.slice(0, SHOWN).join(', ')} and ${more} more` : items.join(', ');
}

/** A sentence: capital first, a full stop last, and after a colon the details, if there are any. */
export function sentence(statement: string, details: readonly string[] = []): string {
  const text = details.length === 0 ? statement : `${statement}: ${firstFew(details)}`;
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** `48.0 %`, with a sign when asked for. */
export function percent(fraction: number, signed = false): string {
  const sign = signed && fraction > 0 ? '+' : '';
  return `${sign}${(100 * fraction).toFixed(1)} %`;
}
