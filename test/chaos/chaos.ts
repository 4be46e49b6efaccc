import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from '../../src/db/pool.ts';
import { failedRuns } from '../../src/db/run_grid.ts';
import { createRandom, type Random } from '../../src/random.ts';
import { column, rows, value } from '../support/rows.ts';
import { until } from '../support/until.ts';
import { despiteFaults, type ServerFault, strike } from './faults.ts';
import { freezeOne } from './frozen.ts';
import { keepJournals } from './journal.ts';
import { startLoad } from './load.ts';
import { watchRecovery } from './recovery.ts';
import { judge, LOCKED_JOBS, OPEN_RUNS, type Verdict } from './verdict.ts';
import { type Crew, startCrew } from './workers.ts';
import type { World } from './world.ts';

/** What happens between the kills. */
export type Fault = 'a worker frozen' | ServerFault;

export type ChaosOptions = {
  readonly kills: number;
  /** Spread over the kills, in this order. */
  readonly faults: readonly Fault[];
  readonly seed: number;
  readonly instruments: number;
  readonly say: (text: string) => void;
};

export type ChaosReport = { readonly seed: number; readonly kills: number } & Verdict & {
    readonly recoverySecondsMax: number;
  };

const WORKERS = 2;

/** Longest wait for a step to begin that a kill is meant for; then the kill comes at this moment. */
const STEP_PATIENCE_SECONDS = 3;

/** How long what is left may take when nobody is killed any more. */
const CALM_SECONDS = 300;

/**
 * Kills workers under load, half of them when a step has just begun, the others at random moments, and lets other faults
 * happen in between, then waits for calm and says what was lost or doubled.
 */
export async function chaos(world: World, options: ChaosOptions): Promise<ChaosReport> {
  const { kills, seed, instruments, say } = options;
  const { db } = world;
  const random = createRandom(seed);
  const load = await startLoad(db, createRandom(seed + 1), instruments);
  const journals = keepJournals();
  const crew = startCrew(world, WORKERS, journals);
  const steps = await column<string>(db, 'select name from ml_pipeline_steps order by name');
  const recovery = watchRecovery(db, say);
  const calm = new AbortController();
  const loading = load.goOn(calm.signal);
  const frozen: Promise<string[]>[] = [];
  const due = spread(options.faults, kills);
  try {
    for (let n = 1; n <= kills; n++) {
      const victim = await chooseVictim(crew, random, steps);
      recovery.note(await crew.kill(victim));
      for (const fault of due.get(n) ?? []) {
        say(`after ${n} kills: ${fault}`);
        recovery.forget();
        if (fault !== 'a worker frozen') await strike(fault, world);
        else frozen.push(freezeOne(db, crew, random.below(crew.size), { say, onFrozen: recovery.forget }));
      }
      if (n % 10 === 0) {
        say(`${n} kills, ${await despiteFaults(() => value(db, 'select count(*) from ml_pipeline_runs'))} runs`);
      }
    }
    const troubles = (await Promise.all(frozen)).flat();
    calm.abort();
    await loading;
    say('waiting for calm');
    await untilCalm(db);
    // What used up its attempts is failed, with the cause, and can be retried: then nothing may be missing.
    const failed = await failedRuns(db);
    if (failed.length > 0) say(`${failed.length} failed runs are retried`);
    await rows(db, 'select retry_run(id) from unnest($1::bigint[]) as id', [failed]);
    await untilCalm(db);
    const { taken, shortSeconds, longSeconds } = await recovery.stop();
    say(
      `${taken} steps that were cut short went on; a short one within ${shortSeconds.toFixed(1)} s, a training within ${longSeconds.toFixed(1)} s`,
    );
    const disorderly = await crew.stop();
    const { runs, lost, doubled, lockedJobs, openRuns } = await judge(db, say, {
      lost: {
        'troubles with frozen workers': troubles.length,
        'workers that ended by themselves': crew.deserted(),
        'workers that did not end in order': disorderly,
      },
      doubled: { 'steps that were finished twice': journals.finishedTwice() },
    });
    const recoverySecondsMax = Math.round(10 * Math.max(shortSeconds, longSeconds)) / 10;
    return { seed, kills, runs, lost, doubled, lockedJobs, openRuns, recoverySecondsMax };
  } finally {
    calm.abort();
    await loading.catch(() => {}); // what went wrong first is thrown
    await Promise.allSettled(frozen);
    await recovery.stop();
    await crew.stop();
  }
}

/** @returns faults by the number of the kill that they follow */
function spread(faults: readonly Fault[], kills: number): ReadonlyMap<number, readonly Fault[]> {
  return Map.groupBy(faults, (_, i) => Math.ceil(((i + 1) * kills) / (faults.length + 1)));
}

/**
 * Waits for the moment of a kill and says whom it hits. One of ten while it still starts; of the others every second when
 * a step has just begun, and then who executes it; the rest at a random moment.
 */
async function chooseVictim(crew: Crew, random: Random, steps: readonly string[]): Promise<number> {
  const [chance, position] = [random.below(10), random.below(crew.size)];
  if (chance === 0) {
    await sleep(random.below(1000));
    return position;
  }
  await crew.ready(position);
  if (chance % 2 === 0) {
    await sleep(random.below(3000));
    return position;
  }
  return (await whoBegins(crew, steps[random.below(steps.length)])) ?? position;
}

/** Until one of them begins the step, or patience ends. */
async function whoBegins(crew: Crew, step: string): Promise<number | undefined> {
  const since = performance.now();
  while (performance.now() < since + 1000 * STEP_PATIENCE_SECONDS) {
    const position = crew.positionOf(step, since);
    if (position !== undefined) return position;
    await sleep(5);
  }
  return undefined;
}

/** Until no run is open and no job is held; what is left then is in the verdict. */
async function untilCalm(db: Pool): Promise<void> {
  const left = `select ${OPEN_RUNS} + ${LOCKED_JOBS} as left`;
  await until(async () => Number(await despiteFaults(() => value(db, left))) === 0, 'calm', CALM_SECONDS).catch(
    () => {},
  );
}
