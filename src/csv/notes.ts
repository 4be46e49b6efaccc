import type { RecognisedHeader } from './header.ts';
import type { PriceTable } from './price_table.ts';
import { type Split, splitList } from './splits.ts';

/** What is to be known of prices that nobody can adjust by what the file holds. */
export function basisNotes({ format, columns }: RecognisedHeader): string[] {
  if (format.prices !== 'as traded' || columns.splitFactor >= 0) return [];
  return ['prices are as traded and the file has no splits: over a split they show a fall, or a rise, that nobody had'];
}

/** A title may say what no column does, as of which instrument the prices are. */
export function aboveNotes({ above, headerLine }: PriceTable): string[] {
  if (above.length === 0) return [];
  const texts = above.map(({ text }) => text.trim()).join(' / ');
  const shown = texts.length > 120 ? `${texts.slice(0, 120)}…` : texts;
  return [`what stands above the header (line ${headerLine}) was not read: ${JSON.stringify(shown)}`];
}

export function adjustmentNotes(splits: readonly Split[]): string[] {
  if (splits.length === 0) return [];
  return [
    `prices were as traded: those before a split (${splitList(splits)}) are divided by its factor, volumes multiplied`,
  ];
}

export function knownNotes(splits: readonly Split[]): string[] {
  return splits.length === 0 ? [] : [`splits (${splitList(splits)}) are in the prices already and not counted again`];
}
