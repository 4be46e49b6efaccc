import { UserError } from '../../../src/cli/terminal/errors.ts';
import { wholeNumber, wholeNumbers } from '../../support/command_line.ts';
import { createLaboratory, type Laboratory } from '../../support/laboratory.ts';
import { type Figures, type Measurement, quantile, rounded } from '../../support/measure.ts';
import { comparableMs } from '../reading_peer.ts';
import { bulkLoad } from './bulk_load.ts';
import { idle, type Latency, latencies, medianDay } from './daily.ts';
import { firstTrainings } from './first_trainings.ts';
import { addWalk, copyInstrument, NEVER_TRAINED_AGAIN, NEXT_BAR } from './market.ts';
import { startWorkerProcess, type WorkerProcess } from './worker_process.ts';

const SESSIONS = 1_260;
const LONG_SESSIONS = 5_105;
/** Days that a trained instrument has lived before it is measured: outcomes are settled from the eighth on. */
const LIVED = 9;

const PARTS = ['load', 'daily', 'latency', 'long', 'trainings', 'sizes', 'workers'] as const;

/** From an INSERT to predictions, by worker processes as hosts run them. */
export const pipeline: Measurement = {
  name: 'pipeline',
  description: `INSERT to predictions of many instruments × ${SESSIONS} sessions; parts: ${PARTS.join(', ')}`,
  flags: {
    parts: PARTS.join(','),
    load: '500',
    instruments: '40',
    days: '3',
    bars: '30',
    trainings: '40',
    sizes: '10,100,500,2000',
  },
  async run(seed, say, flags) {
    const parts = flags.parts.split(',');
    const unknown = parts.filter((part) => !PARTS.some((known) => known === part));
    if (unknown.length > 0) {
      throw new UserError(`--parts: unknown ${unknown.join(', ')}, choose from ${PARTS.join(', ')}`);
    }
    const wants = (...names: (typeof PARTS)[number][]) => names.some((name) => parts.includes(name));
    const { load, instruments, days, bars, trainings } = numbersOf(flags);
    const sizes = wholeNumbers('sizes', flags.sizes, 1);
    const figures: Figures = {};
    if (wants('load')) Object.assign(figures, await bulkLoad(load, SESSIONS, say));
    if (wants('trainings')) {
      Object.assign(figures, await firstTrainings(trainings, SESSIONS, seed, say));
    }
    if (wants('daily', 'latency', 'sizes', 'workers')) {
      await withTrained(SESSIONS, seed, say, async (lab, source, workers) => {
        if (wants('latency')) {
          Object.assign(figures, quantilesOf('latency', await latencies(lab, source, bars)));
        }
        const few = wants('daily', 'workers') ? await copyInstrument(lab.db, source, instruments) : [];
        if (wants('daily', 'workers')) {
          await medianDay(lab, few, workers, 1);
          const day = await medianDay(lab, few, workers, days);
          say(
            `a run costs ${day.workerCpuMs.toFixed(1)} ms in the worker and ${day.databaseCpuMs.toFixed(1)} ms in the database`,
          );
          Object.assign(figures, {
            dailyPredictionsPerSecond: rounded(instruments / day.seconds, 1),
            dailyPeerMs: rounded(day.peerMs, 1),
            comparableDailyPredictionsPerSecond: rounded(instruments / comparableMs(day.seconds, day.peerMs), 1),
            dailyWorkerCpuMs: rounded(day.workerCpuMs, 1),
            dailyDatabaseCpuMs: rounded(day.databaseCpuMs, 1),
          });
        }
        if (wants('sizes')) {
          Object.assign(figures, await bySize(lab, source, workers, sizes, say));
        }
        if (wants('workers')) figures.twoWorkersFactor = await twoWorkers(lab, few, workers, days);
      });
    }
    if (wants('long')) {
      await withTrained(LONG_SESSIONS, seed, say, async (lab, source) => {
        Object.assign(figures, quantilesOf('latencyLong', await latencies(lab, source, bars)));
      });
    }
    return figures;
  },
};

type Flags = Readonly<Record<string, string>>;

/** All of them before anything is measured. @throws UserError */
const numbersOf = (flags: Flags) => {
  const of = (name: string) => wholeNumber(name, flags[name], 1);
  const [load, instruments, days, bars, trainings] = ['load', 'instruments', 'days', 'bars', 'trainings'].map(of);
  return { load, instruments, days, bars, trainings };
};

/** As they were, and beside the peer. */
function quantilesOf(name: string, found: readonly Latency[]): Figures {
  const of = (quantity: (one: Latency) => number, q: number) => rounded(quantile(found.map(quantity), q), 0);
  const comparable = ({ ms, peerMs }: Latency) => comparableMs(ms, peerMs);
  const comparableName = `comparable${name[0].toUpperCase()}${name.slice(1)}`;
  return {
    [`${name}P50Ms`]: of(({ ms }) => ms, 0.5),
    [`${name}P95Ms`]: of(({ ms }) => ms, 0.95),
    [`${name}PeerMs`]: of(({ peerMs }) => peerMs, 0.5),
    [`${comparableName}P50Ms`]: of(comparable, 0.5),
    [`${comparableName}P95Ms`]: of(comparable, 0.95),
  };
}

/** A database with one trained instrument that has lived some days, and a worker process. */
async function withTrained(
  sessions: number,
  seed: number,
  say: (text: string) => void,
  work: (lab: Laboratory, source: number, workers: WorkerProcess[]) => Promise<void>,
): Promise<void> {
  const lab = await createLaboratory();
  const workers: WorkerProcess[] = [];
  try {
    await lab.db.query(NEVER_TRAINED_AGAIN);
    await lab.db.query("update ml_pipeline_defaults set quiet_period = '0'");
    workers.push(await startWorkerProcess(lab));
    const source = await addWalk(lab.db, 'SOURCE', sessions, seed, 0);
    await lab.idle(600);
    for (let day = 0; day < LIVED; day++) {
      await lab.db.query(NEXT_BAR, [[source]]);
      await idle(lab);
    }
    say(`an instrument with ${sessions} sessions is trained and has lived ${LIVED} days`);
    await work(lab, source, workers);
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()));
    await lab.close();
  }
}

/**
 * One day of more and more instruments: the time, what each further one adds, and the memory of the worker behind each. It
 * is one process, so that what it keeps of a day is there in all that follow. The first days load and compile what every
 * run needs: whether it grows with instruments says the last step.
 */
async function bySize(
  lab: Laboratory,
  source: number,
  [worker]: readonly WorkerProcess[],
  sizes: readonly number[],
  say: (text: string) => void,
): Promise<Figures> {
  const ids = await copyInstrument(lab.db, source, Math.max(...sizes));
  const seconds: Record<string, number> = {};
  const resident: Record<string, number> = {};
  for (const size of sizes) {
    seconds[size] = rounded((await medianDay(lab, ids.slice(0, size), [worker], 1)).seconds);
    resident[size] = Math.round(worker.residentMb());
    say(`${size} instruments: ${seconds[size]} s, the worker holds ${resident[size]} MB`);
  }
  const [first, before, last] = [sizes[0], sizes[Math.max(0, sizes.length - 2)], sizes[sizes.length - 1]];
  return {
    secondsByInstruments: seconds,
    secondsPerInstrument: rounded(
      slope(
        sizes,
        sizes.map((size) => seconds[size]),
      ),
      4,
    ),
    workerRssMb: resident[last],
    workerRssMbByInstruments: resident,
    workerRssGrowthMb: resident[last] - resident[first],
    workerRssLastStepPercent: rounded(100 * (resident[last] / resident[before] - 1), 1),
  };
}

/** Of the least squares line. */
function slope(x: readonly number[], y: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  const spread = x.reduce((sum, one) => sum + (one - mx) ** 2, 0);
  return spread === 0 ? my / mx : x.reduce((sum, one, i) => sum + (one - mx) * (y[i] - my), 0) / spread;
}

/** How many times as fast the same day is done by two processes: with and without the second one in turn. */
async function twoWorkers(
  lab: Laboratory,
  ids: readonly number[],
  [first]: readonly WorkerProcess[],
  days: number,
): Promise<number> {
  const factors: number[] = [];
  for (let day = 0; day < days; day++) {
    const alone = await medianDay(lab, ids, [first], 1);
    const second = await startWorkerProcess(lab);
    try {
      // Its first steps load what a process that has run for a while holds.
      await medianDay(lab, ids, [first, second], 1);
      factors.push(alone.seconds / (await medianDay(lab, ids, [first, second], 1)).seconds);
    } finally {
      await second.stop();
    }
  }
  return rounded(quantile(factors, 0.5));
}
