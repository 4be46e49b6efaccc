import type { Late } from '../../db/late.ts';
import { counted } from '../../text.ts';
import { fewOf, style } from '../terminal/text.ts';

const MAXIMUM_SHOWN = 10;
const MAXIMUM_NAMED = 5;
const MAXIMUM_DATES = 3;
const MAXIMUM_NAMED_PER_DATE = 3;

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
    ...(more > 0 ? [style('dim', `  and ${more} more: pgaugur status --json, or select * from late_instruments`)] : []),
  ];
}

/** The first of a group has been late for longest: of causes that differ in a number, its own is shown. */
function line(group: readonly Late[]): string {
  const [{ symbol, what, cause }] = group;
  const whose = group.every((late) => late.cause === cause) ? '' : `of ${symbol}, `;
  return `  ${style('bold', symbolsOf(group))}  ${what}${since(group)}: ${whose}${cause}`;
}

const symbolsOf = (group: readonly Late[], shown = MAXIMUM_NAMED): string =>
  fewOf([...new Set(group.map(({ symbol }) => symbol))], shown);

/** Since when, and whose date that is where a group has several; of many dates the first and the last. */
function since(group: readonly Late[]): string {
  const days = [...Map.groupBy(group, (late) => late.since).entries()];
  if (days.length === 1) return days[0][0] === null ? '' : ` since ${days[0][0]}`;
  const [first, ...others] = days.map(
    ([day, of]) => `${day ?? 'the beginning'} (${symbolsOf(of, MAXIMUM_NAMED_PER_DATE)})`,
  );
  if (days.length > MAXIMUM_DATES) return ` since ${first} to ${others.at(-1)}`;
  return ` since ${[first, ...others].join(', ')}`;
}
