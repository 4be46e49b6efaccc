import { quantile, rounded } from '../support/measure.ts';
import { INSTRUMENTS, MODELS, SESSIONS } from './big_database.ts';
import { WITH_FEATURES } from './large_database.ts';
import { PEER_IN_WORDS } from './reading_peer.ts';
import {
  type Found,
  GOALS,
  goalMs,
  type Measured,
  ROUNDS,
  RUNS,
  RUNS_OF_THOUSANDS,
  SHARED_BUFFERS_OF_THOUSANDS,
} from './readings.ts';

export const how = (runs: number, settings = 'Settings of Postgres as they come.'): string =>
  `median of ${runs} reads in ${ROUNDS} rounds through all of them, over a warm cache, from sending the query to having its rows in JavaScript. ${settings}`;

export const MEMORY = `Settings of Postgres as they come, but for [\`shared_buffers\`](../operating.md#memory-of-postgres) of ${SHARED_BUFFERS_OF_THOUSANDS}.`;

/** Each view with what it says and what its reads scan. */
export function reportOfViews(found: readonly Found[], comments: ReadonlyMap<string, string>): string {
  const sections = [...new Set(found.map(({ view }) => view))].map((view) => {
    const readings = found.filter((one) => one.view === view);
    const lines = readings.map(
      ({ how, rows, ms, comparableMs, plan }) =>
        `| ${how} | ${rows} | ${comparableMs} | ${ms} | ${plan.slice(0, 8).join('; ')}${plan.length > 8 ? '; …' : ''} |`,
    );
    return [
      `## ${view}`,
      '',
      comments.get(view) ?? '',
      '',
      '| read | rows | ms by the peer | as it was | reads |',
      '|---|---|---|---|---|',
      ...lines,
      '',
    ].join('\n');
  });
  return [
    '# Views',
    '',
    `Written by \`npm run -s bench -- views\`: each view read as \`pgaugur_reader\` on ${INSTRUMENTS} instruments × ${SESSIONS} sessions with ` +
      `${MODELS} models each, ${(INSTRUMENTS * SESSIONS).toLocaleString('en')} live predictions with their drift, and a quarter of daily runs; ${how(RUNS)} ` +
      '"reads" is what the plan of the read scanned, and how often: it is what each index is there for. ' +
      '[Thousands of instruments](views_large.md) are measured apart.',
    '',
    GOALS,
    '',
    `${PEER_IN_WORDS} "By the peer" is a read's time in that measure, which is held against the goal; in this run the peer took ${middlePeerMs(found)} ms in the middle.`,
    '',
    beyondGoals(found, INSTRUMENTS),
    '',
    ...sections,
  ].join('\n');
}

/** Which reads are beyond their goals, by the peer. */
export const beyondGoals = (found: readonly Found[], instruments: number): string => {
  const slow = found.filter((one) => one.comparableMs > goalMs(one.kind, instruments));
  return slow.length === 0
    ? 'Every read is within the goal.'
    : `Beyond it: ${slow.map((one) => `\`${one.view}\`, ${one.how} (${one.comparableMs} ms)`).join('; ')}.`;
};

/** A read's time by the peer, bold where it is beyond its goal. */
export const comparableCell = ({ comparableMs, kind }: Found, instruments: number): string =>
  comparableMs > goalMs(kind, instruments) ? `**${comparableMs}**` : String(comparableMs);

/** What the peer took beside these reads, in the middle. */
export const middlePeerMs = (found: readonly Found[]): number =>
  rounded(
    quantile(
      found.map(({ peerMs }) => peerMs),
      0.5,
    ),
    1,
  );

export const counted = (instruments: number): string => instruments.toLocaleString('en');

/** The first lines of a table of what is stored. */
export const HEAD_OF_SIZES = [
  '| instruments | table | rows | MB | MB of indexes | MB of the largest index | seconds of a vacuum |',
  '|---|---|---|---|---|---|---|',
] as const;

/**
 * The same reads on several numbers of instruments, side by side.
 * @param measurement which found them, `views` or `partitions`
 */
export function reportOfSizes(measured: readonly Measured[], measurement: string): string {
  const numbers = measured.map(({ instruments }) => instruments);
  const [first] = measured;
  const reads = first.found.map(({ view, how, kind }, at) => {
    const cells = measured.map(
      ({ found, instruments }) => `${comparableCell(found[at], instruments)} | ${found[at].ms}`,
    );
    const goals = numbers.map((number) => goalMs(kind, number));
    return `| \`${view}\`, ${how} | ${measured.map(({ found }) => found[at].rows).join(', ')} | ${[...new Set(goals)].join(', ')} | ${cells.join(' | ')} |`;
  });
  const tables = measured.flatMap(({ instruments, tables }) =>
    tables.map(
      (one) =>
        `| ${counted(instruments)} | \`${one.table}\` | ${one.rows.toLocaleString('en')} | ${one.tableMb} | ${one.indexMb} | ` +
        `${one.largestIndexMb} | ${one.vacuumSeconds} |`,
    ),
  );
  return [
    '# Views over thousands of instruments',
    '',
    `Written by \`npm run -s bench -- ${measurement} --instruments ${numbers.join(',')}\`: each view read as \`pgaugur_reader\` on so many instruments × ` +
      `${SESSIONS.toLocaleString('en')} sessions of prices and live predictions, generated in plain SQL, with one model each, one contribution per prediction, ` +
      `the newest drift and a week of runs; \`features\` has ${WITH_FEATURES.length} instruments; ${how(RUNS_OF_THOUSANDS, MEMORY)} [Views](views.md) has the same of ` +
      `${INSTRUMENTS} instruments, with what each plan reads.`,
    '',
    GOALS,
    '',
    '## What is read',
    '',
    PEER_IN_WORDS,
    '',
    `Milliseconds, by the number of instruments: by the peer, bold where beyond the goal, and as they were. The peer took ${measured
      .map(({ found, instruments }) => `${middlePeerMs(found)} ms in the middle beside ${counted(instruments)}`)
      .join(', ')}.`,
    '',
    `| read | rows | goal | ${numbers.map((number) => `${counted(number)}: by the peer | as it was`).join(' | ')} |`,
    `|---|---|---|${'---|---|'.repeat(numbers.length)}`,
    ...reads,
    '',
    ...measured.map(
      ({ found, instruments }) => `${counted(instruments)} instruments: ${beyondGoals(found, instruments)}\n`,
    ),
    '## What is stored',
    '',
    'Indexes are as dense as they can be, because they were made after the rows. The vacuum is one of the whole table, after every tenth instrument’s ' +
      'rows were written again.',
    '',
    ...HEAD_OF_SIZES,
    ...tables,
    '',
  ].join('\n');
}
