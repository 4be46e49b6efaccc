import { cpus } from 'node:os';
import { createLaboratory } from '../../support/laboratory.ts';
import { type Figures, rounded } from '../../support/measure.ts';
import { value } from '../../support/rows.ts';
import { postmasterOf, workerSeconds } from './daily.ts';
import { addWalk } from './market.ts';
import { serverSeconds, startWorkerProcess } from './worker_process.ts';

/**
 * A first import of many instruments until all are trained, against the processor time that worker and database have
 * used for it, shared by the cores: what is beyond 1 was waited.
 */
export async function firstTrainings(
  instruments: number,
  sessions: number,
  seed: number,
  say: (text: string) => void,
): Promise<Figures> {
  const lab = await createLaboratory();
  const worker = await startWorkerProcess(lab);
  try {
    const postmaster = await postmasterOf(lab);
    for (let i = 1; i <= instruments; i++) await addWalk(lab.db, `FIRST${i}`, sessions, seed, i);
    const before = workerSeconds([worker]) + serverSeconds(postmaster);
    const started = performance.now();
    await lab.idle(3600);
    const seconds = (performance.now() - started) / 1000;
    const used = workerSeconds([worker]) + serverSeconds(postmaster) - before;
    const trained = await value<number>(
      lab.db,
      "select count(*)::int from ml_models where status in ('active', 'testing')",
    );
    if (trained !== instruments) throw new Error(`${trained} of ${instruments} instruments were trained`);
    say(`${instruments} trainings: ${seconds.toFixed(0)} s, ${used.toFixed(0)} s of processor time`);
    return {
      firstTrainingsRatio: rounded(seconds / (used / cpus().length)),
      firstTrainingsSeconds: rounded(seconds, 0),
    };
  } finally {
    await worker.stop();
    await lab.close();
  }
}
