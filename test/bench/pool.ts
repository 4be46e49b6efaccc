import type { Pool } from '../../src/db/pool.ts';
import { createLaboratory } from '../support/laboratory.ts';
import { type Measurement, rounded } from '../support/measure.ts';
import { randomWalk } from './random_walk.ts';

const INSTRUMENTS = 500;
const SESSIONS = 1_260;

/** The pipeline's own pooled training at the size it has to bear, in this process: workers, threads and all. */
export const pool: Measurement = {
  name: 'pool',
  description: `a pooled model of ${INSTRUMENTS} instruments × ${SESSIONS} sessions through the pipeline: time and peak memory`,
  async run(seed, say) {
    const lab = await createLaboratory();
    try {
      // The warm-up of the features leaves about two thirds of the sessions to learn from.
      const warmUp = 400;
      await lab.db.query(
        "update ml_pipeline_defaults set model_scope = 'pooled', maximum_quiet_period = '0', quiet_period = '0'",
      );
      const started = performance.now();
      for (let i = 0; i < INSTRUMENTS; i++) await insertWalk(lab.db, i, SESSIONS + warmUp, seed);
      say(`${INSTRUMENTS} histories inserted: ${seconds(started)} s`);
      await lab.startWorker();
      await lab.idle(3600);
      say(`features of all: ${seconds(started)} s, resident ${gigabytes(process.memoryUsage().rss)} GB`);
      await lab.db.query('select train_pool()');
      const trained = await finished(lab.db);
      const peak = process.resourceUsage().maxRSS * 1024;
      say(`${trained.summary}; peak memory ${gigabytes(peak)} GB`);
      return {
        poolRows: trained.rows,
        poolFeatures: trained.features,
        poolTrainingSeconds: rounded(trained.seconds, 0),
        poolPeakGigabytes: gigabytes(peak),
      };
    } finally {
      await lab.close();
    }
  },
};

const seconds = (since: number): number => Math.round((performance.now() - since) / 1000);
const gigabytes = (bytes: number): number => rounded(bytes / 2 ** 30, 1);

async function insertWalk(db: Pool, number: number, sessions: number, seed: number): Promise<void> {
  const bars = randomWalk(sessions, seed, number);
  const text = (values: Float64Array) => Array.from(values, (value) => value.toFixed(4));
  await db.query(
    `with added as (
       insert into base_instruments (symbol, name, instrument_type) values ($1, $1, 'stock') returning id)
     insert into stock_prices (stock_id, trading_date_local, open_price, high_price, low_price, close_price, volume)
     select added.id, r.* from added,
            unnest($2::date[], $3::numeric[], $4::numeric[], $5::numeric[], $6::numeric[], $7::bigint[]) as r`,
    [
      `WALK${number}`,
      bars.dates,
      text(bars.open),
      text(bars.high),
      text(bars.low),
      text(bars.close),
      Array.from(bars.volume, String),
    ],
  );
}

/** The pool's run, once it is over; the adoptions that follow are not waited for. */
async function finished(db: Pool): Promise<{ rows: number; features: number; seconds: number; summary: string }> {
  for (;;) {
    const { rows } = await db.query(
      `select r.status, t.summary, t.errors -> -1 ->> 'message' as error,
              extract(epoch from t.finished_at - t.started_at)::float8 as seconds,
              (select sum(labelled_rows)::int from ml_pooled_model_members) as rows,
              (t.output ->> 'features')::int as features
       from ml_pipeline_runs r left join ml_pipeline_tasks t on t.run_id = r.id and t.step = 'train_pooled_model'
       where r.pool is not null and r.finished_at is not null`,
    );
    const [run] = rows;
    if (run?.status === 'succeeded') return run;
    if (run) throw new Error(`the pooled training ended ${run.status}: ${run.error ?? run.summary}`);
    await new Promise((wake) => setTimeout(wake, 500));
  }
}
