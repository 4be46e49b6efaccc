import { styleText } from 'node:util';
import { noun } from '../../text.ts';

type Style = Parameters<typeof styleText>[0];

/** Colours on a terminal that wants them, plain text elsewhere (styleText asks NO_COLOR and the stream). */
export const style = (format: Style, text: string): string => styleText(format, text, { stream: process.stdout });

export const percent = (value: number | null | undefined, digits = 1): string =>
  value === null || value === undefined ? '–' : `${(100 * value).toFixed(digits)} %`;

export const fixed = (value: number | null | undefined, digits = 2): string =>
  value === null || value === undefined ? '–' : value.toFixed(digits);

/** `0.8 s`, `12 s`, `3 min 05 s`. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${String(Math.round(seconds % 60)).padStart(2, '0')} s`;
}

/** `1,234 sessions`. */
export const plural = (count: number, singular: string): string =>
  `${count.toLocaleString('en-US')} ${noun(count, singular)}`;

/** An argument as a shell takes it for one word. */
export const shellWord = (text: string): string =>
  /^[\w.@:/+][\w.@:/+-]*$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

/** The first of many names, and how many more there are. */
export const fewOf = (names: readonly string[], shown = 10): string =>
  names.length <= shown
    ? names.join(', ')
    : `${names.slice(0, shown).join(', ')} and ${(names.length - shown).toLocaleString('en-US')} more`;
