import type { Pool } from '../../../src/db/pool.ts';
import { createLaboratory } from '../../support/laboratory.ts';
import { type Figures, quantile, rounded } from '../../support/measure.ts';
import { value } from '../../support/rows.ts';
import { processorSeconds } from './worker_process.ts';

const ROUNDS = 5;
const BAR = 'stock_id, trading_date_local, open_price, high_price, low_price, close_price, volume';
const DERIVED = 'trading_date_utc, trading_date_epoch, trading_datetime_utc, trading_datetime_epoch';

/** The three ways to load the same rows: which triggers are off, and what the client fills itself. */
const WAYS = [
  { name: 'all', off: [], columns: BAR },
  { name: 'withoutRequests', off: ['request_runs_on_insert'], columns: BAR },
  { name: 'withoutTriggers', off: ['user'], columns: `${BAR}, ${DERIVED}` },
] as const;

/**
 * A first load in one INSERT, with its triggers and without: in turn, so that a busy machine slows all of them down.
 * Ratios of time, and of the processor time of the connection, which a busy machine changes less.
 */
export async function bulkLoad(instruments: number, sessions: number, say: (text: string) => void): Promise<Figures> {
  const lab = await createLaboratory();
  try {
    await stageRows(lab.db, instruments, sessions);
    const taken: Record<string, Taken[]> = Object.fromEntries(WAYS.map(({ name }) => [name, []]));
    let requests = 0;
    for (let round = 0; round <= ROUNDS; round++) {
      // Each way is the first, the second and the last one in turn.
      for (let place = 0; place < WAYS.length; place++) {
        const way = WAYS[(round + place) % WAYS.length];
        await emptied(lab.db);
        const one = await load(lab.db, way);
        if (round > 0) taken[way.name].push(one); // the first one warms up
        if (way.name === 'all') {
          requests = await value(lab.db, "select count(*)::int from ml_pipeline_runs where status = 'queued'");
        }
      }
    }
    for (const { name } of WAYS) {
      say(
        `${name}: ${taken[name].map(({ seconds, cpu }) => `${seconds.toFixed(1)} s (${cpu.toFixed(1)})`).join(', ')}`,
      );
    }
    const ratio = (over: string, of: keyof Taken) =>
      rounded(
        quantile(
          taken.all.map((one, round) => one[of] / taken[over][round][of]),
          0.5,
        ),
      );
    return {
      insertTriggerRatio: ratio('withoutTriggers', 'seconds'),
      requestTriggerRatio: ratio('withoutRequests', 'seconds'),
      insertTriggerCpuRatio: ratio('withoutTriggers', 'cpu'),
      requestTriggerCpuRatio: ratio('withoutRequests', 'cpu'),
      requestsCreated: requests,
    };
  } finally {
    await lab.close();
  }
}

type Taken = { readonly seconds: number; readonly cpu: number };

async function stageRows(db: Pool, instruments: number, sessions: number): Promise<void> {
  await db.query(
    `insert into base_instruments (symbol, name, instrument_type)
     select 'LOAD' || n, 'load', 'stock' from generate_series(1, $1::int) n`,
    [instruments],
  );
  await db.query(
    `create unlogged table staged as
     select i.id as stock_id, d.session as trading_date_local, p.price as open_price, p.price * 1.02 as high_price,
            p.price * 0.98 as low_price, round(p.price * 1.01, 4) as close_price, 1000000 as volume,
            d.session as trading_date_utc, extract(epoch from d.session)::bigint as trading_date_epoch,
            d.session::timestamp at time zone 'UTC' as trading_datetime_utc,
            extract(epoch from d.session)::bigint as trading_datetime_epoch
     from base_instruments i
     cross join (select date '2019-01-01' + n as session, n from generate_series(1, $1::int) n) d
     cross join lateral (select round((100 + 50 * sin(i.id + d.n / 40.0))::numeric, 4) as price) p`,
    [sessions],
  );
  await db.query('vacuum analyze staged');
}

/** As before the first load: no bar, no run, no job. */
async function emptied(db: Pool): Promise<void> {
  await db.query(`
    set session_replication_role = replica;
    truncate stock_prices, ml_pipeline_runs, ml_pipeline_tasks, ml_run_requests cascade;
    truncate stock_data_worker._private_jobs;
    set session_replication_role = origin;
    checkpoint`);
}

/** From the INSERT to the end of its COMMIT, which opens the runs. */
async function load(db: Pool, { off, columns }: (typeof WAYS)[number]): Promise<Taken> {
  for (const trigger of off) await db.query(`alter table stock_prices disable trigger ${trigger}`);
  const client = await db.connect();
  try {
    const backend = await value<number>(client, 'select pg_backend_pid()');
    const before = processorSeconds(backend);
    const started = performance.now();
    await client.query(`insert into stock_prices (${columns}) select ${columns} from staged`);
    return { seconds: (performance.now() - started) / 1000, cpu: processorSeconds(backend) - before };
  } finally {
    client.release();
    await db.query('alter table stock_prices enable trigger user');
  }
}
