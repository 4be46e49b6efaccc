import { type Command, InvalidArgumentError } from 'commander';
import { dayNumber } from '../../dates.ts';
import type { Named } from '../../db/operations.ts';

/** What the commands that act on instruments have in common. */
export type ActingOptions = { readonly exchange?: string; readonly json?: boolean };

export const withActing = (command: Command): Command =>
  command
    .option('--exchange <mic>', 'the exchange, where several list the symbol; or name it as SYMBOL@MIC')
    .option('--json', 'print one JSON object');

export const named = (symbols: readonly string[], { exchange }: ActingOptions): Named[] =>
  symbols.map((symbol) => ({ symbol, exchange }));

/** Collects the numbers of runs. */
export function runIds(text: string, before: number[] | undefined): number[] {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError('A run id is a positive whole number.');
  return [...(before ?? []), Number(text)];
}

export function isoDate(text: string): string {
  if (Number.isNaN(dayNumber(text))) throw new InvalidArgumentError('It must be a date, as 2024-01-31.');
  return text;
}
