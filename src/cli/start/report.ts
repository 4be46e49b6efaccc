import { z } from 'zod';
import { type Pool, rows } from '../../db/pool.ts';
import { fixed, percent, style } from '../text.ts';

const latest = z.object({
  symbol: z.string(),
  prediction_date: z.iso.date(),
  target_date: z.iso.date(),
  probability: z.number(),
  signal: z.string(),
  model_name: z.string(),
  model_status: z.string(),
  gate_reason: z.string().nullable(),
  metrics: z
    .object({
      rocAuc: z.number(),
      rocAucInterval: z.tuple([z.number(), z.number()]),
      accuracy: z.number(),
      baseRate: z.number(),
      logLoss: z.number(),
      rows: z.number(),
    })
    .nullable(),
  contributions: z.array(z.object({ feature: z.string(), contribution: z.number() })),
  backtest_start_date: z.iso.date().nullable(),
  backtest_end_date: z.iso.date().nullable(),
  total_trades: z.number().nullable(),
  total_return: z.number().nullable(),
  buy_and_hold_return: z.number().nullable(),
  sharpe_ratio: z.number().nullable(),
  max_drawdown: z.number().nullable(),
  win_rate: z.number().nullable(),
  backtest_quality: z.string().nullable(),
});
type Latest = z.infer<typeof latest>;

const MAXIMUM_SHOWN = 12;

/** Prints the newest prediction of each instrument: in full for one, as a table for several. */
export async function printLatestPredictions(db: Pool): Promise<void> {
  const found = await rows(
    db,
    `select p.symbol, p.prediction_date, p.target_date, p.prediction_probability as probability,
            p.trading_signal as signal, p.model_name, p.model_status::text, m.gate_reason, m.metrics,
            p.feature_importance_json as contributions,
            b.backtest_start_date, b.backtest_end_date, b.total_trades, b.total_return, b.buy_and_hold_return,
            b.sharpe_ratio, b.max_drawdown, b.win_rate, b.backtest_quality
     from latest_predictions p
     join ml_models m on m.id = p.model_id
     left join lateral (
       select * from ml_backtest_results r where r.model_id = p.model_id order by r.id desc limit 1) b on true
     order by p.symbol`,
    [],
    latest,
  );
  if (found.length === 0) {
    console.log('\nNo prediction yet.');
    return;
  }
  const [only] = found;
  if (found.length === 1 && only) printOne(only);
  else printTable(found);
}

function printOne(row: Latest): void {
  const up = row.probability >= 0.5;
  const line = (label: string, text: string) => console.log(`  ${style('dim', label.padEnd(12))}${text}`);
  console.log(`\n${style('bold', `${row.symbol}: 7 sessions from ${row.prediction_date} (to ${row.target_date})`)}`);
  line(
    'prediction',
    `${percent(row.probability)} probability of a higher close → ${up ? 'up' : 'down'}, signal ${style('bold', row.signal)}`,
  );
  line(
    'because',
    row.contributions
      .slice(0, 4)
      .map((c) => `${c.feature} ${c.contribution > 0 ? '+' : ''}${c.contribution.toFixed(2)}`)
      .join(', '),
  );
  line('model', `${row.model_name}, ${row.model_status}`);
  if (row.metrics) {
    const [low, high] = row.metrics.rocAucInterval;
    line(
      'test',
      `ROC-AUC ${fixed(row.metrics.rocAuc, 3)} (${fixed(low, 3)}–${fixed(high, 3)}) on ${row.metrics.rows} sessions the model had not seen, ` +
        `accuracy ${percent(row.metrics.accuracy)} (always the majority: ${percent(row.metrics.baseRate)})`,
    );
  }
  if (row.gate_reason) line('gate', row.gate_reason);
  if (row.backtest_start_date) {
    line(
      'backtest',
      `${row.backtest_start_date} to ${row.backtest_end_date}: ${row.total_trades} trades, ` +
        `return ${percent(row.total_return)} (buy and hold ${percent(row.buy_and_hold_return)}), Sharpe ${fixed(row.sharpe_ratio)}, ` +
        `maximum drawdown ${percent(row.max_drawdown)}, wins ${percent(row.win_rate, 0)}, ${row.backtest_quality}`,
    );
  }
}

function printTable(found: readonly Latest[]): void {
  console.log(
    `\n${style('bold', 'symbol      session     to          up       signal  model    test AUC  trades  return   hold')}`,
  );
  for (const row of found.slice(0, MAXIMUM_SHOWN)) {
    console.log(
      [
        row.symbol.padEnd(11),
        row.prediction_date.padEnd(11),
        row.target_date.padEnd(11),
        percent(row.probability).padEnd(8),
        row.signal.padEnd(7),
        row.model_status.padEnd(8),
        fixed(row.metrics?.rocAuc, 3).padStart(8),
        String(row.total_trades ?? '–').padStart(7),
        percent(row.total_return).padStart(8),
        percent(row.buy_and_hold_return).padStart(8),
      ].join(' '),
    );
  }
  if (found.length > MAXIMUM_SHOWN)
    console.log(`… and ${found.length - MAXIMUM_SHOWN} more: select * from latest_predictions`);
}
