import { SESSIONS } from './big_database.ts';
import { WITH_FEATURES } from './large_database.ts';
import { PEER_IN_WORDS } from './reading_peer.ts';
import { type Found, GOALS, goalMs, type Measured, RUNS_OF_THOUSANDS } from './readings.ts';
import type { TableSize } from './table_size.ts';
import { beyondGoals, comparableCell, counted, HEAD_OF_SIZES, how, MEMORY, middlePeerMs } from './views_report.ts';

export const PARTITIONS = 16;

/** The same instruments in plain tables, and in partitions of them. */
export type Divided = {
  readonly instruments: number;
  readonly plain: Measured;
  readonly divided: Measured;
  readonly conversionSeconds: number;
};

/** The reads and sizes of several numbers of instruments, plain and partitioned side by side. */
export function reportOfPartitions(measured: readonly Divided[]): string {
  const numbers = measured.map(({ instruments }) => instruments);
  const both = measured.flatMap(({ plain, divided }) => [plain, divided]);
  const [first] = both;
  const reads = first.found.map(({ view, how, kind }, at) => {
    const cell = (one: Found, instruments: number) => `${comparableCell(one, instruments)} (${one.ms})`;
    const rows = distinct(measured.map(({ plain }) => plain.found[at].rows));
    const goals = distinct(numbers.map((number) => goalMs(kind, number)));
    return `| \`${view}\`, ${how} | ${rows} | ${goals} | ${both.map(({ found, instruments }) => cell(found[at], instruments)).join(' | ')} |`;
  });
  const tables = measured.flatMap(({ instruments, plain, divided }) =>
    plain.tables.map((one, at) => {
      const pair = (of: (size: TableSize) => number) => `${of(one)}, ${of(divided.tables[at])}`;
      return (
        `| ${counted(instruments)} | \`${one.table}\` | ${one.rows.toLocaleString('en')} | ${pair((size) => size.tableMb)} | ` +
        `${pair((size) => size.indexMb)} | ${pair((size) => size.largestIndexMb)} | ${pair((size) => size.vacuumSeconds)} |`
      );
    }),
  );
  const peers = measured.map(
    ({ instruments, plain, divided }) =>
      `${middlePeerMs(plain.found)} ms in the middle beside ${counted(instruments)} plain and ${middlePeerMs(divided.found)} ms partitioned`,
  );
  return [
    '# Partitions',
    '',
    `Written by \`npm run -s bench -- partitions --instruments ${numbers.join(',')}\`: so many instruments × ${SESSIONS.toLocaleString('en')} sessions, ` +
      `filled as for [views over thousands](views_large.md) (features of ${WITH_FEATURES.length} instruments), first in plain tables and then in ${PARTITIONS} ` +
      `partitions of each, as \`pgaugur partition --partitions ${PARTITIONS} --prices\` makes them (${measured
        .map(({ instruments, conversionSeconds }) => `${conversionSeconds} s of ${counted(instruments)}`)
        .join(', ')}); ${how(RUNS_OF_THOUSANDS, MEMORY)}`,
    '',
    '## What is read',
    '',
    `Each view as \`pgaugur_reader\`. ${PEER_IN_WORDS}`,
    '',
    GOALS,
    '',
    `Milliseconds by the peer, bold where they are beyond the goal, and in brackets as they were. The peer took ${peers.join(', ')}.`,
    '',
    `| read | rows | goal | ${numbers.map((number) => `${counted(number)}, plain | ${counted(number)}, partitioned`).join(' | ')} |`,
    `|---|---|---|${'---|---|'.repeat(numbers.length)}`,
    ...reads,
    '',
    ...measured.flatMap(({ instruments, plain, divided }) => [
      `${counted(instruments)} instruments, plain: ${beyondGoals(plain.found, instruments)}`,
      '',
      `${counted(instruments)} instruments, partitioned: ${beyondGoals(divided.found, instruments)}`,
      '',
    ]),
    '## What is stored',
    '',
    'Plain, and partitioned. The vacuum is one of the whole table, after every tenth instrument’s rows were written again.',
    '',
    ...HEAD_OF_SIZES,
    ...tables,
    '',
  ].join('\n');
}

const distinct = (numbers: readonly number[]): string => [...new Set(numbers)].join(', ');
