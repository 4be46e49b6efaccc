import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import type { MarketContext } from '../../../src/features/index.ts';
import type { GrowthLosses, GrowthTask } from './growth.ts';
import type { Series } from './read_folder.ts';
import { type Rows, WARM_UP } from './rows.ts';
import { createStore, type Store } from './store.ts';
import type { SurrogateTask } from './surrogates.ts';
import type * as Tasks from './thread.ts';

/** Threads that compute instrument by instrument, each keeping no more than one of them. */
export type Threads = {
  /** Features of all rows. */
  readonly features: (
    stocks: readonly Series[],
    rows: Rows,
    names: readonly string[],
    done: (count: number) => void,
  ) => Promise<Store>;
  readonly surrogates: (task: SurrogateTask) => Promise<Float64Array[]>;
  readonly growth: (task: GrowthTask) => Promise<GrowthLosses[]>;
  readonly close: () => Promise<void>;
};

export function startThreads(context: MarketContext): Threads {
  const shared: Tasks.Shared = { context };
  const pool = new Piscina({
    filename: new URL('./thread.ts', import.meta.url).href,
    maxThreads: availableParallelism(),
    workerData: shared,
  });
  const task =
    <Name extends keyof typeof Tasks>(name: Name) =>
    (request: Parameters<(typeof Tasks)[Name]>[0]): Promise<Awaited<ReturnType<(typeof Tasks)[Name]>>> =>
      pool.run(request, { name });
  const computeFeatures = task('features');
  return {
    async features(stocks, rows, names, done) {
      const store = createStore(names, rows.count);
      const places = placesOf(stocks, rows);
      let count = 0;
      await Promise.all(
        stocks.map(async (series, i) => {
          await computeFeatures({
            series,
            names,
            from: WARM_UP,
            rowOf: places[i],
            rows: rows.count,
            values: store.values,
          });
          done(++count);
        }),
      );
      return store;
    },
    surrogates: task('surrogates'),
    growth: task('growth'),
    close: () => pool.destroy(),
  };
}

/** Of each instrument, the rows of its sessions from WARM_UP on. */
function placesOf(stocks: readonly Series[], rows: Rows): Int32Array[] {
  const places = stocks.map(({ bars }) => new Int32Array(Math.max(0, bars.dates.length - WARM_UP)).fill(-1));
  for (let row = 0; row < rows.count; row++) places[rows.instrument[row]][rows.session[row] - WARM_UP] = row;
  return places;
}
