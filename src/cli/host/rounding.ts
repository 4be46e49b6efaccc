import type { NarrowColumn } from '../../db/price_columns.ts';

/** What happens in columns that Postgres rounds, and what would mend it: a line for what is held by the same things. */
export function roundingLines(columns: readonly NarrowColumn[]): string[] {
  const alike = Map.groupBy(columns, ({ table, type, heldBy, column }) =>
    JSON.stringify([table, type, heldBy, isVolume(column)]),
  );
  return [...alike.values()].map((of) => {
    const [{ table, type, heldBy, column }] = of;
    const names = of.map((one) => one.column).join(', ');
    return (
      `warning: ${table}.${names} ${of.length === 1 ? 'stays' : 'stay'} ${type} because of ${heldBy.join(', ')}: ` +
      `${isVolume(column) ? OF_VOLUMES : OF_OTHERS}. ${remedy(heldBy)}`
    );
  });
}

const isVolume = (column: string): boolean => column.endsWith('volume');
const OF_VOLUMES =
  'an INSERT of a volume with more decimals is rounded by Postgres without a word, before anything can see it; "pgaugur import" refuses it';
const OF_OTHERS =
  'Postgres rounds what it is given; prices that this would spoil are refused (prices_survive_rounding)';

function remedy(heldBy: readonly string[]): string {
  const views = heldBy.filter((one) => /^(?:materialized )?view /.test(one));
  return views.length === heldBy.length
    ? `To store it exactly: drop ${views.join(', ')}, run migrate, and make ${views.length === 1 ? 'it' : 'them'} again`
    : 'To store it exactly: remove what it is because of, and run migrate';
}
