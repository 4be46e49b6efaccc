import { z } from 'zod';
import { type PortfolioBacktest, RULE_CHOICES } from '../backtest/index.ts';
import type { Predicted } from '../predictions/index.ts';
import { backtestRules, figureColumns, RULE_FIELDS } from './backtest_columns.ts';
import { firstRow, type Queryable, rows } from './pool.ts';

const request = z.object({
  id: z.number().int(),
  instrumentIds: z.array(z.number().int()),
  status: z.enum(['queued', 'succeeded', 'failed']),
  from: z.iso.date().nullable(),
  to: z.iso.date().nullable(),
  rules: backtestRules.extend({
    maxPositions: z.number().int(),
    weighting: z.enum(RULE_CHOICES.weighting),
    topN: z.number().int().nullable(),
    dropBelow: z.number().int().nullable(),
  }),
});
export type PortfolioRequest = z.infer<typeof request>;

/** A portfolio backtest that was asked for; undefined when somebody deleted it. */
export function readPortfolioRequest(db: Queryable, id: number): Promise<PortfolioRequest | undefined> {
  return firstRow(
    db,
    `select r.id, r.instrument_ids as "instrumentIds", r.status, r.from_date as "from", r.to_date as "to",
            json_build_object(${RULE_FIELDS}, 'maxPositions', r.max_positions, 'weighting', r.weighting,
                              'topN', r.top_n, 'dropBelow', r.drop_below) as rules
     from ml_portfolio_backtests r where r.id = $1`,
    [id],
    request,
  );
}

const member = z.object({
  instrumentId: z.number().int(),
  /** Distinct in the portfolio: where two members share one, with the exchange behind it. */
  symbol: z.string(),
  /** Models whose predictions are traded; rank models, where ranks decide. */
  modelIds: z.array(z.number().int()),
  holdout: z.number().int(),
  live: z.number().int(),
  /** Null when the predictions are gone that were there when the backtest was asked for. */
  firstSession: z.iso.date().nullable(),
  lastSession: z.iso.date().nullable(),
});
export type PortfolioMember = z.infer<typeof member>;

/** Which model spoke of a session is a question to all of them, so it is asked once and not of each member. */
const RANKED = `with ranked as materialized (
  select r.instrument_id, r.session, r.origin, r.rank_model_id as model_id
  from portfolio_ranks r where r.instrument_id = any ($1))`;

/** The members of a portfolio that are still there, and what is traded of each. */
export function readPortfolioMembers(
  db: Queryable,
  { instrumentIds, from, to, rules: { topN } }: PortfolioRequest,
): Promise<PortfolioMember[]> {
  return rows(
    db,
    `${topN === null ? '' : RANKED}
     select i.id as "instrumentId",
            n.name as symbol,
            coalesce(p.model_ids, '[]') as "modelIds", p.holdout, p.live,
            p.first_session as "firstSession", p.last_session as "lastSession"
     from base_instruments i
     join instrument_names() n on n.instrument_id = i.id
     cross join lateral (
       select json_agg(distinct p.model_id) as model_ids,
              (count(*) filter (where p.origin = 'holdout'))::int as holdout,
              (count(*) filter (where p.origin = 'live'))::int as live,
              min(p.session) as first_session, max(p.session) as last_session
       from ${topN === null ? 'portfolio_predictions' : 'ranked'} p
       where p.instrument_id = i.id and p.session >= coalesce($2::date, '-infinity')
         and p.session <= coalesce($3::date, 'infinity')) p
     where i.id = any ($1)
     order by i.id`,
    [instrumentIds, from, to],
    member,
  );
}

/** What is traded of a member, by session. */
export function portfolioProbabilities(
  db: Queryable,
  { instrumentId, firstSession, lastSession }: PortfolioMember,
): Promise<Predicted[]> {
  return rows(
    db,
    `select p.session as date, p.probability, m.training_base_rate as "baseRate"
     from portfolio_predictions p join ml_models m on m.id = p.model_id
     where p.instrument_id = $1 and p.session between $2 and $3 order by p.session`,
    [instrumentId, firstSession, lastSession],
    z.object({ date: z.iso.date(), probability: z.number(), baseRate: z.number().nullable() }),
  );
}

/** The columns that make a portfolio backtest another strategy: the rules and the symbols, whoever those were at the time. */
const CHOICE = [
  'symbols',
  'max_positions',
  'weighting',
  'probability_threshold',
  'holding_sessions',
  'entry',
  'direction',
  'transaction_cost',
  'slippage',
  'initial_capital',
  'capital_fraction',
  'whole_shares',
  'top_n',
  'drop_below',
] as const;

/**
 * How many strategies had their chance on the sessions of a portfolio, itself included: the configurations of every
 * search behind a model that is traded or was judged on them, a pool's once however many members adopted it, at least one
 * per search, or where ranks decide those of the rank models that are traded; and every other set of rules or choice of symbols by which a portfolio was traded over some of them.
 */
export async function countPortfolioTrials(
  db: Queryable,
  id: number,
  members: readonly PortfolioMember[],
  { from, to }: { readonly from: string; readonly to: string },
): Promise<number> {
  const choice = (row: string) => CHOICE.map((column) => `${row}.${column}`).join(', ');
  const found = await firstRow(
    db,
    `with searches as (
       select distinct m.pooled_model_id, case when m.pooled_model_id is null then m.id end as own_model_id,
              coalesce(p.pipeline_run_id, m.pipeline_run_id) as run_id
       from ml_models m
       left join ml_pooled_models p on p.id = m.pooled_model_id
       where m.id = any ($2)
          or (m.instrument_id = any ($3) and m.gate_passed is not null and m.data_end_date >= $4)
     )
     select case when (select r.top_n from ml_portfolio_backtests r where r.id = $1) is null
              then (select sum(greatest(1, (select count(*) from ml_trials t where t.pipeline_run_id = s.run_id)))
                    from searches s)
              else (select sum(greatest(1, m.trials)) from ml_rank_models m where m.id = any ($2)) end::int
          + (select count(distinct (${choice('other')}))
             from ml_portfolio_backtests other
             join ml_portfolio_backtests this on this.id = $1
             where other.status = 'succeeded' and other.backtest_start_date <= $5 and other.backtest_end_date >= $4
               and (${choice('other')}) is distinct from (${choice('this')}))::int as trials`,
    [id, members.flatMap(({ modelIds }) => modelIds), members.map(({ instrumentId }) => instrumentId), from, to],
    z.object({ trials: z.number().int() }),
  );
  if (!found) throw new Error(`the trials of portfolio backtest ${id} were not counted`);
  return found.trials;
}

/** Stores the result in the row of the request, once. */
export async function savePortfolioBacktest(
  db: Queryable,
  id: number,
  members: readonly PortfolioMember[],
  result: PortfolioBacktest,
): Promise<void> {
  const { dates } = result.equity;
  const memberOf = new Map(members.map((of) => [of.symbol, of]));
  const figures = {
    ...figureColumns(result),
    backtest_start_date: dates[0],
    backtest_end_date: dates.at(-1),
    members: JSON.stringify(result.contributions.map((brought) => ({ ...memberOf.get(brought.symbol), ...brought }))),
  };
  await db.query(
    `update ml_portfolio_backtests
     set status = 'succeeded', error = null, finished_at = clock_timestamp(),
         ${Object.keys(figures)
           .map((column, i) => `${column} = $${i + 2}`)
           .join(', ')}
     where id = $1 and status <> 'succeeded'`,
    [id, ...Object.values(figures)],
  );
}

/** Says why an attempt failed. A later one may still succeed. */
export async function failPortfolioBacktest(db: Queryable, id: number, error: string): Promise<void> {
  await db.query(
    `update ml_portfolio_backtests set status = 'failed', error = $2, finished_at = clock_timestamp()
     where id = $1 and status <> 'succeeded'`,
    [id, error],
  );
}
