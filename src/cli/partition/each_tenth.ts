import type { Progress } from '../../db/partitions/rebuild.ts';

/** Says of each table how far its copy is, when another tenth is done. */
export function eachTenth(say: (line: string) => void): Progress {
  const said = new Map<string, number>();
  return (table, copied, expected) => {
    const tenths = Math.floor((10 * copied) / expected);
    if (tenths <= (said.get(table) ?? 0)) return;
    said.set(table, tenths);
    say(`${table}: ${10 * tenths} % of ${expected.toLocaleString('en')} rows copied`);
  };
}
