import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Bars, sliceBars } from '../../src/bars.ts';
import { type Compute, createCompute } from '../../src/compute/compute.ts';
import type { EngineeringRequest } from '../../src/compute/compute_thread.ts';
import { readFeatures, writeFeatures } from '../../src/db/features.ts';
import { createPool, inTransaction } from '../../src/db/pool.ts';
import {
  engineerFeatures,
  FEATURE_SETS,
  FEATURES,
  type FeatureInputs,
  inputHashes,
  type MarketContext,
} from '../../src/features/index.ts';
import { createTestDatabase } from '../support/database.ts';
import { addInstrument } from '../support/market.ts';
import { type Figures, type Measurement, quantile, rounded } from '../support/measure.ts';
import { randomWalk } from './random_walk.ts';

const ROWS = 3_019; // as in the replaced system's own report: 12 years of sessions
const RUNS = 7;
const STORE_RUNS = 5;
const APPENDED = 100;
const LENGTHS = [1_000, 2_000, 4_000, 8_000] as const;
const INSTRUMENTS = [1, 10, 31] as const;
const THREADS = 2;

/** Seconds that the replaced system reports for so many rows, in all and for its slowest groups. Not run here. */
const REPORTED_SECONDS = 60.5;
const REPORTED_GROUPS: Readonly<Record<string, number>> = {
  chaos: 38.4,
  spectral: 14.2,
  brownian: 2.9,
  thermodynamics: 1.8,
  waves: 1.7,
};

/** The 190 features of 3,019 sessions: time, growth with the rows, memory, threads, an appended bar, storing. */
export const features: Measurement = {
  name: 'features',
  description: `the ${FEATURES.length} features of ${ROWS} random sessions, median of ${RUNS} runs in one thread`,
  async run(seed, say) {
    const bars = randomWalk(ROWS, seed);
    const alone = inOwnProcess(seed);
    say(`first run in a new process: ${rounded(alone.seconds, 3)} s`);
    const seconds = medianSeconds(RUNS, () => engineerFeatures(bars));
    say(`${RUNS} runs: median ${rounded(seconds, 3)} s`);
    say(`the replaced system reports ${REPORTED_SECONDS} s for as many rows (its own figure, not run here)`);
    sayGroups(bars, say);
    return {
      featuresSeconds: rounded(seconds, 3),
      featuresFirstRunSeconds: rounded(alone.seconds, 3),
      speedup: rounded(REPORTED_SECONDS / seconds, 0),
      linearity: rounded(linearity(seed, say)),
      peakMemoryRatio: rounded(alone.peakMemoryRatio),
      appendedBarMs: rounded(appendedBarMs(seed), 2),
      appendedBarBesideIndicesMs: rounded(appendedBarMs(seed, contextOf(seed)), 2),
      rowsPerSecond: await rowsPerSecond(seed),
      ...(await storing(bars)),
    };
  },
};

function inOwnProcess(seed: number): { seconds: number; peakMemoryRatio: number } {
  const script = fileURLToPath(new URL('features_first_run.ts', import.meta.url));
  return JSON.parse(
    execFileSync(process.execPath, ['--expose-gc', script, `${ROWS}`, `${seed}`], { encoding: 'utf8' }),
  );
}

function medianSeconds(runs: number, work: () => unknown): number {
  return quantile(
    Array.from({ length: runs }, () => secondsOf(work)),
    0.5,
  );
}

function secondsOf(work: () => unknown): number {
  const started = performance.now();
  work();
  return (performance.now() - started) / 1000;
}

/** Milliseconds per group, computed in the order of the columns: what groups share counts where it is first needed. */
function sayGroups(bars: Bars, say: (text: string) => void): void {
  const groups = [...new Set(FEATURES.map((feature) => feature.group))];
  const times = groups.map((): number[] => []);
  for (let run = 0; run < RUNS; run++) {
    const series = { ...bars, holidays: new Set<string>(), context: [], sources: [], firstWanted: 0 };
    groups.forEach((group, i) => {
      const members = FEATURES.filter((feature) => feature.group === group);
      times[i].push(secondsOf(() => members.forEach((feature) => void feature.compute(series))));
    });
  }
  groups.forEach((group, i) => {
    const seconds = quantile(times[i], 0.5);
    const reported = REPORTED_GROUPS[group];
    const compared = reported ? `, ${rounded(reported / seconds, 0)} times faster than the reported ${reported} s` : '';
    say(`  ${group.padEnd(14)} ${(1000 * seconds).toFixed(1).padStart(6)} ms${compared}`);
  });
}

/** Time per row of the longest history over that of the shortest: 1 where the time grows with the rows. */
function linearity(seed: number, say: (text: string) => void): number {
  const perRow = LENGTHS.map((rows) => {
    const bars = randomWalk(rows, seed);
    const microseconds = (1e6 * medianSeconds(RUNS, () => engineerFeatures(bars))) / rows;
    say(`${rows} rows: ${rounded(microseconds, 1)} µs per row`);
    return microseconds;
  });
  return (perRow.at(-1) ?? Number.NaN) / perRow[0];
}

/** One row for one new bar, the history growing bar by bar. */
function appendedBarMs(seed: number, context?: MarketContext): number {
  const bars = randomWalk(ROWS + APPENDED, seed);
  const milliseconds: number[] = [];
  for (let n = ROWS + 1; n <= ROWS + APPENDED; n++) {
    const history = sliceBars(bars, 0, n);
    milliseconds.push(1000 * secondsOf(() => engineerFeatures(history, { from: n - 1, context })));
  }
  return quantile(milliseconds, 0.5);
}

/** Four indices and a volatility index with as many sessions as the instrument. */
function contextOf(seed: number): MarketContext {
  const series = (stream: number) => {
    const { dates, close } = randomWalk(ROWS + APPENDED, seed, stream);
    return { dates, close, sameSession: true };
  };
  const impliedVolatility = series(9);
  return [1, 2, 3, 4].map((slot) => ({ symbol: `INDEX${slot}`, ...series(slot), impliedVolatility }));
}

/** Rows per second of several instruments handed to the worker's threads at once, the threads being warm. */
async function rowsPerSecond(seed: number): Promise<Figures[string]> {
  const compute = createCompute(THREADS);
  try {
    await engineerAll(compute, requestsFor(THREADS, seed));
    const found: Record<string, number> = {};
    for (const count of INSTRUMENTS) {
      const requests = requestsFor(count, seed);
      const started = performance.now();
      await engineerAll(compute, requests);
      found[count] = rounded((1000 * count * ROWS) / (performance.now() - started), 0);
    }
    return found;
  } finally {
    await compute.close();
  }
}

async function engineerAll(compute: Compute, requests: readonly EngineeringRequest[]): Promise<void> {
  const { signal } = new AbortController();
  await Promise.all(requests.map((request) => compute.engineerFeatures(request, signal)));
}

const requestsFor = (instruments: number, seed: number): EngineeringRequest[] =>
  Array.from({ length: instruments }, (_, i) => ({
    inputs: inputsOf(randomWalk(ROWS, seed, i)),
    set: FEATURE_SETS[0],
    from: 0,
  }));
const inputsOf = (bars: Bars): FeatureInputs => ({ bars, holidays: new Set(), context: [] });

/** Writing all rows in one transaction over those that are stored already, and reading them back. */
async function storing(bars: Bars): Promise<Figures> {
  const set = FEATURE_SETS[0];
  const rows = {
    dates: bars.dates,
    hashes: inputHashes(inputsOf(bars)),
    features: engineerFeatures(bars, set),
    completeness: new Float64Array(ROWS).fill(1),
    quality: new Float64Array(ROWS).fill(1),
  };
  const database = await createTestDatabase();
  const db = createPool({ databaseUrl: database.url, schema: database.schema });
  try {
    const instrument = await addInstrument(db, 'AAA');
    const stored = await db.query<{ id: number }>('select id from ml_feature_sets where version = $1', [set.version]);
    const { id } = stored.rows[0];
    const write = () => inTransaction(db, (client) => writeFeatures(client, instrument, id, rows));
    const read = () => readFeatures(db, instrument, { id, names: set.names }, bars.dates[ROWS - 1]);
    return { writeSeconds: await medianOfAwaited(write), readSeconds: await medianOfAwaited(read) };
  } finally {
    await db.end();
    await database.drop();
  }
}

async function medianOfAwaited(work: () => Promise<unknown>): Promise<number> {
  const seconds: number[] = [];
  for (let run = 0; run < STORE_RUNS; run++) {
    const started = performance.now();
    await work();
    seconds.push((performance.now() - started) / 1000);
  }
  return rounded(quantile(seconds, 0.5), 3);
}
