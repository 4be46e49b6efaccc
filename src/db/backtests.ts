import { z } from 'zod';
import type { Backtest, BacktestRules } from '../backtest/index.ts';
import { airflowDagId } from './airflow.ts';
import { backtestRules, figureColumns, RULE_FIELDS } from './backtest_columns.ts';
import { type Client, firstRow, type Queryable } from './pool.ts';

/** Whose backtest it is; `runId` where a pipeline run made it. */
export type BacktestTarget = {
  readonly instrumentId: number;
  readonly modelId: number;
  readonly symbol: string;
  readonly runId: number | null;
};

/** The columns that hold the rules. */
const ruleColumns = (rules: BacktestRules) => ({
  holding_period_days: rules.holdingSessions,
  probability_threshold: rules.threshold,
  initial_capital: rules.initialCapital,
  transaction_cost: rules.costPerSide,
  slippage: rules.slippage,
  capital_fraction: rules.capitalFraction,
  whole_shares: rules.wholeShares,
  direction: rules.direction,
  entry: rules.entry,
});

/**
 * Stores a backtest: the same model, range and rules is one row, and other rules are another.
 * @returns the row's id
 */
export async function saveBacktest(
  db: Queryable,
  target: BacktestTarget,
  rules: BacktestRules,
  result: Backtest,
): Promise<number> {
  const { dates } = result.equity;
  const key = {
    model_id: target.modelId,
    instrument_id: target.instrumentId,
    backtest_start_date: dates[0],
    backtest_end_date: dates.at(-1),
    ...ruleColumns(rules),
  };
  const origin = {
    pipeline_run_id: target.runId,
    airflow_dag_id: await airflowDagId(db, target.symbol),
    airflow_run_id: target.runId === null ? null : String(target.runId),
  };
  const figures = figureColumns(result);
  const row = { ...key, ...origin, ...figures };
  const columns = Object.keys(row);
  const saved = await firstRow(
    db,
    `insert into ml_backtest_results as stored (${columns.join(', ')})
     values (${columns.map((_, i) => `$${i + 1}`).join(', ')})
     on conflict (${Object.keys(key).join(', ')}) do update
     set -- A backtest on demand by a run's own rules stays the run's.
         ${Object.keys(origin)
           .map((name) => `${name} = coalesce(excluded.${name}, stored.${name})`)
           .join(', ')},
         ${Object.keys(figures)
           .map((name) => `${name} = excluded.${name}`)
           .join(', ')}
     returning id`,
    Object.values(row),
    z.object({ id: z.number().int() }),
  );
  if (!saved) throw new Error(`the backtest of model ${target.modelId} was not stored`);
  return saved.id;
}

/**
 * How many strategies had their chance on the sessions from `from` on, this one included: every configuration in the
 * trial ledger of a model of the instrument that was judged on them (an adopted model's is its pool's), at least one per
 * model, and every other set of rules by which this model was traded. Sharpe ratios are deflated by it.
 */
export async function countTrials(
  db: Queryable,
  { instrumentId, modelId }: Pick<BacktestTarget, 'instrumentId' | 'modelId'>,
  rules: BacktestRules,
  from: string,
): Promise<number> {
  const columns = ruleColumns(rules);
  const names = Object.keys(columns).join(', ');
  const own = Object.values(columns).map((_, i) => `$${i + 4}`);
  const found = await firstRow(
    db,
    `select (select coalesce(sum(greatest(1, (select count(*) from ml_trials t
                                              where t.pipeline_run_id in (m.pipeline_run_id, p.pipeline_run_id)))), 0)
             from ml_models m
             -- The search behind an adopted model was its pool's.
             left join ml_pooled_models p on p.id = m.pooled_model_id
             where m.instrument_id = $1 and (m.id = $2 or (m.gate_passed is not null and m.data_end_date >= $3)))::int
          + (select count(distinct (${names})) from ml_backtest_results b
             where b.model_id = $2 and (${names}) is distinct from (${own.join(', ')}))::int as trials`,
    [instrumentId, modelId, from, ...Object.values(columns)],
    z.object({ trials: z.number().int() }),
  );
  return found?.trials ?? 1;
}

const request = z.object({
  modelId: z.number().int(),
  instrumentId: z.number().int(),
  symbol: z.string(),
  status: z.enum(['queued', 'succeeded', 'failed']),
  from: z.iso.date().nullable(),
  to: z.iso.date().nullable(),
  rules: backtestRules,
});
export type BacktestRequest = z.infer<typeof request>;

/** A backtest that was asked for; undefined when it went with its model. */
export function readBacktestRequest(db: Queryable, requestId: number): Promise<BacktestRequest | undefined> {
  return firstRow(
    db,
    `select r.model_id as "modelId", m.instrument_id as "instrumentId", i.symbol, r.status,
            r.from_date as "from", r.to_date as "to",
            json_build_object(${RULE_FIELDS}) as rules
     from ml_backtest_requests r
     join ml_models m on m.id = r.model_id
     join base_instruments i on i.id = m.instrument_id
     where r.id = $1`,
    [requestId],
    request,
  );
}

/** Whether the request still waits for its result; until the transaction ends nobody else answers it. */
export async function fenceBacktestRequest(client: Client, requestId: number): Promise<boolean> {
  const found = await firstRow(
    client,
    'select fence_backtest_request($1) as waits',
    [requestId],
    z.object({ waits: z.boolean().nullable() }), // null: it went with its model
  );
  return found?.waits ?? false;
}

/** @param outcome the result's id, or why there is none */
export async function finishBacktestRequest(
  db: Queryable,
  requestId: number,
  outcome: { readonly resultId: number } | { readonly error: string },
): Promise<void> {
  await db.query('select finish_backtest_request($1, $2, $3)', [
    requestId,
    'resultId' in outcome ? outcome.resultId : null,
    'error' in outcome ? outcome.error : null,
  ]);
}
