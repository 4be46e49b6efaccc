import { setTimeout as sleep } from 'node:timers/promises';
import { failedRuns } from '../../src/db/run_grid.ts';
import { createRandom, type Random } from '../../src/random.ts';
import type { Laboratory } from '../support/laboratory.ts';
import { column, rows, value } from '../support/rows.ts';
import { until } from '../support/until.ts';
import { startLoad } from './load.ts';
import { watchRecovery } from './recovery.ts';
import { judge, LOCKED_JOBS, OPEN_RUNS, type Verdict } from './verdict.ts';
import { type Crew, startCrew } from './workers.ts';

export type ChaosOptions = {
  readonly kills: number;
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
 * Kills workers under load, half of them when a step has just begun, the others at random moments, then waits for calm
 * and says what was lost or doubled.
 */
export async function chaos(lab: Laboratory, { kills, seed, instruments, say }: ChaosOptions): Promise<ChaosReport> {
  const { db } = lab;
  const random = createRandom(seed);
  const load = await startLoad(db, createRandom(seed + 1), instruments);
  const crew = startCrew(lab, WORKERS);
  const steps = await column<string>(db, 'select name from ml_pipeline_steps order by name');
  const recovery = watchRecovery(db);
  const calm = new AbortController();
  const loading = load.goOn(calm.signal);
  try {
    for (let n = 1; n <= kills; n++) {
      const victim = await chooseVictim(lab, crew, random, steps);
      await crew.kill(victim);
      await recovery.note();
      if (n % 10 === 0) say(`${n} kills, ${await value(db, 'select count(*) from ml_pipeline_runs')} runs`);
    }
    calm.abort();
    await loading;
    say('waiting for calm');
    await untilCalm(lab);
    // What used up its attempts is failed, with the cause, and can be retried: then nothing may be missing.
    const failed = await failedRuns(db);
    if (failed.length > 0) say(`${failed.length} failed runs are retried`);
    await rows(db, 'select retry_run(id) from unnest($1::bigint[]) as id', [failed]);
    await untilCalm(lab);
    const { taken, longestSeconds } = await recovery.stop();
    say(`${taken} steps that were cut short went on`);
    const recoverySecondsMax = Math.round(10 * longestSeconds) / 10;
    const verdict = await judge(db, say);
    const { runs, lost, doubled, lockedJobs, openRuns } = verdict;
    return { seed, kills, runs, lost, doubled, lockedJobs, openRuns, recoverySecondsMax };
  } finally {
    calm.abort();
    await loading.catch(() => {}); // what went wrong first is thrown
    await recovery.stop();
    await crew.stop();
  }
}

/**
 * Waits for the moment of a kill and says whom it hits. One of ten while it still starts; of the others every second when
 * a step has just begun, and then who executes it, if the queue says so; the rest at a random moment.
 */
async function chooseVictim(lab: Laboratory, crew: Crew, random: Random, steps: readonly string[]): Promise<number> {
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
  const processId = await untilBegun(lab, steps[random.below(steps.length)]);
  return (processId === undefined ? undefined : crew.positionOf(processId)) ?? position;
}

/** Until the step begins somewhere, or patience ends. @returns the process that executes it, of a short step */
async function untilBegun({ db }: Laboratory, step: string): Promise<number | undefined> {
  const since = await value(db, 'select clock_timestamp()');
  const deadline = performance.now() + 1000 * STEP_PATIENCE_SECONDS;
  while (performance.now() < deadline) {
    const [begun] = await rows<{ process_id: number | null }>(
      db,
      `select w.process_id
       from ml_pipeline_tasks t
       left join stock_data_worker.jobs j on j.key = 'run:' || t.run_id || ':' || t.step
       left join ml_worker_pools w on w.pool_id = j.locked_by
       where t.step = $1 and t.started_at >= $2`,
      [step, since],
    );
    if (begun) return begun.process_id ?? undefined;
    await sleep(10);
  }
  return undefined;
}

/** Until no run is open and no job is held; what is left then is in the verdict. */
async function untilCalm({ db }: Laboratory): Promise<void> {
  const left = `select ${OPEN_RUNS} + ${LOCKED_JOBS} as left`;
  await until(async () => Number(await value(db, left)) === 0, 'calm', CALM_SECONDS).catch(() => {});
}
