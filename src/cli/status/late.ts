import type { Late } from '../../db/late.ts';
import { counted } from '../../text.ts';
import { fewOf, style } from '../terminal/text.ts';

const MAXIMUM_SHOWN = 10;
const MAXIMUM_NAMED = 5;

/** What is late, since when and why: no run shows that prices have stopped coming. Causes alike share a line. */
export function lateLines(late: readonly Late[]): string[] {
  if (late.length === 0) return [];
  const instruments = new Set(late.map(({ symbol }) => symbol)).size;
  const groups = [...Map.groupBy(late, ({ what, cause }) => `${what}: ${cause.replaceAll(/\d+/g, '')}`).values()];
  const more = groups.slice(MAXIMUM_SHOWN).reduce((sum, group) => sum + group.length, 0);
  return [
    '',
    style('yellow', `Late: ${counted(instruments, 'instrument')}`),
    ...groups.slice(0, MAXIMUM_SHOWN).map(line),
    ...(more > 0 ? [style('dim', `  and ${more} more: select * from late_instruments`)] : []),
  ];
}

/** The first of a group has been late for longest. */
function line(group: readonly Late[]): string {
  const [{ symbol, what, since, cause }] = group;
  const symbols = fewOf([...new Set(group.map(({ symbol }) => symbol))], MAXIMUM_NAMED);
  const whose = group.every((late) => late.cause === cause) ? '' : `of ${symbol}, `;
  return `  ${style('bold', symbols)}  ${what}${since === null ? '' : ` since ${since}`}: ${whose}${cause}`;
}
