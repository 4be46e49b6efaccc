import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type Measurement, rounded } from '../support/measure.ts';
import { LEARNED, MEMBERS, NULLS, type Null, SESSIONS, type Verdict } from './ranking/null_markets.ts';

/** How often the gate of ranks passes where there is nothing to rank by. */
export const ranks: Measurement = {
  name: 'ranks',
  description:
    'what the gate of ranks passes of markets of one factor without drift (by the order of betas, and by trained models), and of labels permuted in blocks of days; on all cores',
  flags: { seeds: '100', grid: 'default' },
  async run(_seed, say, { seeds, grid }) {
    const count = Number(seeds);
    const figures: Record<string, Record<string, number>> = {};
    for (const kind of NULLS) figures[kind] = shares(await verdicts({ kind, grid }, count, say));
    return { markets: count, members: MEMBERS, sessions: SESSIONS, features: LEARNED.length, ...figures };
  },
};

/** A thread per core, each with every so manieth seed. */
async function verdicts(
  judged: { kind: Null; grid: string },
  count: number,
  say: (line: string) => void,
): Promise<Verdict[]> {
  const threads = Math.min(count, availableParallelism());
  const found: Verdict[] = [];
  await Promise.all(
    Array.from({ length: threads }, (_, thread) => {
      const seeds = Array.from({ length: count }, (_, i) => i + 1).filter((seed) => seed % threads === thread);
      const worker = new Worker(new URL('./ranking/null_thread.ts', import.meta.url), {
        workerData: { ...judged, seeds },
      });
      worker.on('message', (verdict: Verdict) => {
        found.push(verdict);
        if (found.length % 10 === 0) {
          const { passed, icAbove } = shares(found);
          say(`${judged.kind}: of ${found.length}, ${passed} pass, ${icAbove} have an IC above 0`);
        }
      });
      return new Promise<void>((resolve, reject) => {
        worker.once('error', reject);
        worker.once('exit', () => resolve());
      });
    }),
  );
  if (found.length !== count) throw new Error(`${judged.kind}: ${found.length} of ${count} seeds were judged`);
  return found;
}

function shares(verdicts: readonly Verdict[]) {
  const share = (of: (verdict: Verdict) => boolean) => rounded(verdicts.filter(of).length / verdicts.length, 4);
  return {
    passed: share(({ passed }) => passed),
    icAbove: share(({ above }) => above),
    meanIc: rounded(verdicts.reduce((sum, { ic }) => sum + ic, 0) / verdicts.length, 4),
  };
}
