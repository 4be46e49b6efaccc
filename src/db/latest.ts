import { z } from 'zod';
import { type Queryable, rows } from './pool.ts';

/** What cannot be known (the AUC of one class, its interval) is stored as null; a model from elsewhere may lack any. */
const metric = z.number().nullable().default(null);

const latestPrediction = z.object({
  symbol: z.string(),
  date: z.iso.date(),
  targetDate: z.iso.date(),
  probability: z.number(),
  signal: z.string(),
  /** Of the growth over the seven sessions, as a ratio; null where it has none. */
  interval: z.object({ low: z.number(), median: z.number(), high: z.number(), coverage: z.number() }).nullable(),
  /** What speaks against the interval, null when it may be relied on. */
  intervalWhyNot: z.string().nullable(),
  modelName: z.string(),
  /** What speaks against it, null when it may be acted on. */
  whyNot: z.string().nullable(),
  modelStatus: z.string(),
  gateReason: z.string().nullable(),
  /** On the test range of its model. */
  metrics: z
    .object({
      rows: metric,
      rocAuc: metric,
      rocAucInterval: z.tuple([z.number().nullable(), z.number().nullable()]).nullable().default(null),
      accuracy: metric,
      majorityAccuracy: metric,
    })
    .nullable(),
  /** The strongest first, with what each feature tells; null for one of a set that is no longer known. */
  contributions: z.array(z.object({ feature: z.string(), contribution: z.number(), meaning: z.string().nullable() })),
  /** That of the run that made the model. */
  backtest: z
    .object({
      startDate: z.iso.date(),
      endDate: z.iso.date(),
      trades: z.number(),
      totalReturn: z.number().nullable(),
      buyAndHoldReturn: z.number().nullable(),
      sharpeRatio: z.number().nullable(),
      maxDrawdown: z.number().nullable(),
      winRate: z.number().nullable(),
      quality: z.string().nullable(),
    })
    .nullable(),
});
export type LatestPrediction = z.infer<typeof latestPrediction>;

/** The newest prediction of each instrument, with what is known about its model, by symbol. */
export function latestPredictions(db: Queryable): Promise<LatestPrediction[]> {
  return rows(
    db,
    `select n.name as symbol, p.prediction_date as date, p.target_date as "targetDate",
            p.prediction_probability as probability, p.trading_signal as signal,
            case when p.growth_low is not null then
              json_build_object('low', p.growth_low, 'median', p.growth_median, 'high', p.growth_high,
                                'coverage', p.growth_coverage) end as interval,
            p.interval_why_not as "intervalWhyNot",
            p.why_not as "whyNot", p.model_name as "modelName", p.model_status::text as "modelStatus", m.gate_reason as "gateReason",
            m.metrics, b.backtest,
            (select coalesce(json_agg(json_build_object('feature', c.feature, 'contribution', c.contribution,
                                                        'meaning', c.meaning) order by c.place), '[]')
             from prediction_contributions c where c.prediction_id = p.prediction_id) as contributions
     from latest_predictions p
     join ml_models m on m.id = p.model_id
     join instrument_names() n on n.instrument_id = p.instrument_id
     left join lateral (
       select json_build_object(
                'startDate', r.backtest_start_date, 'endDate', r.backtest_end_date, 'trades', r.total_trades,
                'totalReturn', r.total_return, 'buyAndHoldReturn', r.buy_and_hold_return,
                'sharpeRatio', r.sharpe_ratio, 'maxDrawdown', r.max_drawdown, 'winRate', r.win_rate,
                'quality', r.backtest_quality) as backtest
       -- As in the view leaderboard: not what somebody tried with other rules.
       from ml_backtest_results r where r.model_id = p.model_id and r.airflow_run_id is not null
       order by r.id desc limit 1) b on true
     order by n.name`,
    [],
    latestPrediction,
  );
}
