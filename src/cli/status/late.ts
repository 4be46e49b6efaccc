import type { Late } from '../../db/late.ts';
import { counted } from '../../text.ts';
import { style } from '../terminal/text.ts';

const MAXIMUM_SHOWN = 10;

/** What is late, since when and why: no run shows that prices have stopped coming. */
export function lateLines(late: readonly Late[]): string[] {
  if (late.length === 0) return [];
  const instruments = new Set(late.map(({ symbol }) => symbol)).size;
  const more = late.length - MAXIMUM_SHOWN;
  return [
    '',
    style('yellow', `Late: ${counted(instruments, 'instrument')}`),
    ...late.slice(0, MAXIMUM_SHOWN).map(line),
    ...(more > 0 ? [style('dim', `  and ${more} more: select * from late_instruments`)] : []),
  ];
}

const line = ({ symbol, what, since, cause }: Late): string =>
  `  ${style('bold', symbol)}  ${what}${since === null ? '' : ` since ${since}`}: ${cause}`;
