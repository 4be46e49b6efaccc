import { z } from 'zod';
import { firstRow, type Pool, rows } from '../../src/db/pool.ts';

const verdict = z.object({
  runs: z.number().int(),
  lost: z.number().int(),
  doubled: z.number().int(),
  lockedJobs: z.number().int(),
  openRuns: z.number().int(),
});
export type Verdict = z.infer<typeof verdict>;

/** Jobs that some worker holds, as far as the queues know: when nothing is left to do, there are none. */
export const LOCKED_JOBS = `
  (select count(*) from stock_data_worker.jobs where locked_at is not null)
  + (select count(*) from stock_data_boss.job j join ml_pipeline_steps s on s.name = j.name where j.state = 'active')`;

export const OPEN_RUNS = `
  (select count(*) from ml_pipeline_runs where status in ('queued', 'running'))
  + (select count(*) from ml_backtest_requests where status = 'queued')`;

/** What must be there and is not, one count each, by what is missing. */
const LOST: Readonly<Record<string, string>> = {
  'failed runs without a cause': `
    select count(*) from ml_pipeline_runs r where r.status = 'failed' and (coalesce(r.outcome, '') = '' or not exists (
      select from ml_pipeline_tasks t where t.run_id = r.id and t.status = 'failed' and t.errors <> '[]'))`,
  'skipped or cancelled runs without a reason': `
    select count(*) from ml_pipeline_runs where status in ('skipped', 'cancelled') and coalesce(outcome, '') = ''`,
  'attempts that ended without a word': `
    select coalesce(sum(t.attempt - jsonb_array_length(t.errors) - 1), 0)
    from ml_pipeline_tasks t where t.status = 'succeeded' and t.attempt - jsonb_array_length(t.errors) > 1
      and t.attempt_limit = (select s.max_attempts from ml_pipeline_steps s where s.name = t.step)`,
  'sessions without features': `
    select count(*) from price_bars b where not exists (
      select from features f join ml_feature_sets s on s.id = f.feature_set_id and s.is_current
      where f.instrument_id = b.instrument_id and f.trading_date = b.trading_date)`,
  'features without their session': `
    select count(*) from features f where not exists (
      select from price_bars b where b.instrument_id = f.instrument_id and b.trading_date = f.trading_date)`,
  'instruments without a model': `
    select count(*) from base_instruments i where (serving_model(i.id)).id is null`,
  'live sessions without a prediction': `
    select count(*)
    from base_instruments i
    join ml_models m on m.id = (serving_model(i.id)).id
    join price_bars b on b.instrument_id = i.id and b.trading_date > m.data_end_date
    where not exists (select from ml_predictions p where p.model_id = m.id and p.instrument_id = i.id
                        and p.prediction_date = b.trading_date)`,
  'requests that were not taken': 'select count(*) from ml_run_requests',
  'prices that no run looked at': 'select count(*) from reconcile_prices()',
};

/** What is there more often than it may be. */
const DOUBLED: Readonly<Record<string, string>> = {
  predictions: `
    select count(*) from (select from ml_predictions group by model_id, instrument_id, prediction_date having count(*) > 1) d`,
  'models of one run': `
    select count(*) from (select from ml_models where pipeline_run_id is not null
                          group by pipeline_run_id having count(*) > 1) d`,
  'backtests of one run': `
    select count(*) from (select from ml_backtest_results where pipeline_run_id is not null
                          group by pipeline_run_id having count(*) > 1) d`,
  'backtests of one request': `
    select greatest(0, (select count(*) from ml_backtest_results where pipeline_run_id is null)
                       - (select count(*) from ml_backtest_requests where status = 'succeeded'))`,
  'models in production': `
    select count(*) from (select from ml_models where is_production group by instrument_id having count(*) > 1) d`,
  'errors of one attempt': `
    select count(*) from (
      select from ml_pipeline_tasks t cross join jsonb_array_elements(t.errors) e
      group by t.run_id, t.step, e ->> 'attempt' having count(*) > 1) d`,
};

/** What was counted elsewhere, by what it is. */
export type Counts = Readonly<Record<string, number>>;

/** @param say told what is wrong, where something is */
export async function judge(
  db: Pool,
  say: (text: string) => void,
  seen: { readonly lost: Counts; readonly doubled: Counts },
): Promise<Verdict> {
  const counted = async (queries: Readonly<Record<string, string>>, how: 'lost' | 'doubled') => {
    const counts: Record<string, number> = { ...seen[how] };
    for (const [what, query] of Object.entries(queries)) {
      const [{ count }] = await rows(db, `select (${query})::int as count`, [], z.object({ count: z.number().int() }));
      counts[what] = count;
    }
    for (const [what, count] of Object.entries(counts)) if (count > 0) say(`${how}: ${count} ${what}`);
    return Object.values(counts).reduce((sum, count) => sum + count, 0);
  };
  const ends = await firstRow(
    db,
    `select (select count(*) from ml_pipeline_runs)::int as runs, (${LOCKED_JOBS})::int as "lockedJobs",
            (${OPEN_RUNS})::int as "openRuns"`,
    [],
    verdict.pick({ runs: true, lockedJobs: true, openRuns: true }),
  );
  const doubled = await counted(DOUBLED, 'doubled');
  const lost = await counted(LOST, 'lost');
  return verdict.parse({ ...ends, lost, doubled });
}
