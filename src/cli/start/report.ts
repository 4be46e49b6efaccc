import { type LatestPrediction, latestPredictions } from '../../db/latest.ts';
import type { Pool } from '../../db/pool.ts';
import { counted } from '../../text.ts';
import { fixed, percent, style } from '../terminal/text.ts';

const MAXIMUM_SHOWN = 12;

/** Prints the newest prediction of each instrument: in full for one, as a table for several. */
export async function printLatestPredictions(db: Pool): Promise<void> {
  const found = await latestPredictions(db);
  if (found.length === 0) {
    console.log('\nNo prediction yet.');
    return;
  }
  const [only] = found;
  if (found.length === 1 && only) printOne(only);
  else printTable(found);
}

function printOne(row: LatestPrediction): void {
  const up = row.probability >= 0.5;
  const line = (label: string, text: string) => console.log(`  ${style('dim', label.padEnd(12))}${text}`);
  console.log(`\n${style('bold', `${row.symbol}: 7 sessions from ${row.date} (to ${row.targetDate})`)}`);
  line(
    'prediction',
    `${percent(row.probability)} probability of a higher close → ${up ? 'up' : 'down'}, signal ${style('bold', row.signal)}${howFar(row)}`,
  );
  row.contributions.slice(0, 3).forEach(({ feature, contribution, meaning }, i) => {
    const weight = `${contribution > 0 ? '+' : ''}${contribution.toFixed(2)}`;
    line(i === 0 ? 'because' : '', `${weight} ${feature}${meaning === null ? '' : `: ${meaning}`}`);
  });
  line('usable', row.whyNot === null ? 'yes' : `no: ${row.whyNot}`);
  line('model', `${row.modelName}, ${row.modelStatus}`);
  if (row.metrics && row.metrics.rows !== null) {
    const { rocAuc, rocAucInterval, rows, accuracy, majorityAccuracy } = row.metrics;
    line(
      'test',
      `ROC-AUC ${fixed(rocAuc, 3)} (${interval(rocAucInterval)}) on ${counted(rows, 'session')} the model had not seen, ` +
        `accuracy ${percent(accuracy)} (always the majority: ${percent(majorityAccuracy)})`,
    );
  }
  // One that was not passed has been said: it speaks against the prediction.
  if (row.gateReason?.startsWith('passed')) line('gate', row.gateReason);
  if (row.backtest) {
    const { startDate, endDate, trades, totalReturn, buyAndHoldReturn, quality } = row.backtest;
    line(
      'backtest',
      `${startDate} to ${endDate}: ${counted(trades, 'trade')}, ` +
        `return ${percent(totalReturn)} (buy and hold ${percent(buyAndHoldReturn)}), ` +
        `Sharpe ${fixed(row.backtest.sharpeRatio)}, maximum drawdown ${percent(row.backtest.maxDrawdown)}, ` +
        `wins ${percent(row.backtest.winRate, 0)}, ${quality}`,
    );
  }
}

/** The interval, and that it is not to be relied on where that is so; the view says why. */
function howFar({ interval, intervalWhyNot }: LatestPrediction): string {
  if (interval === null) return '';
  const doubt = intervalWhyNot === null ? '' : ' (not to be relied on: see interval_why_not)';
  return `; ${growth(interval.low)} to ${growth(interval.high)} in ${percent(interval.coverage, 0)} of cases${doubt}`;
}

/** "+1.2 %" of a ratio of 1.012. */
const growth = (ratio: number): string => `${ratio >= 1 ? '+' : ''}${percent(ratio - 1)}`;

function interval(ends: readonly [number | null, number | null] | null): string {
  const [low, high] = ends ?? [null, null];
  return low === null || high === null ? 'interval not known' : `${fixed(low, 3)}–${fixed(high, 3)}`;
}

function printTable(found: readonly LatestPrediction[]): void {
  console.log(
    `\n${style('bold', 'symbol      session     to          up       how far             signal  usable  model    test AUC  trades  return   hold')}`,
  );
  for (const row of found.slice(0, MAXIMUM_SHOWN)) {
    console.log(
      [
        row.symbol.padEnd(11),
        row.date.padEnd(11),
        row.targetDate.padEnd(11),
        percent(row.probability).padEnd(8),
        (row.interval ? `${growth(row.interval.low)} to ${growth(row.interval.high)}` : '–').padEnd(19),
        row.signal.padEnd(7),
        (row.whyNot === null ? 'yes' : 'no').padEnd(7),
        row.modelStatus.padEnd(8),
        fixed(row.metrics?.rocAuc, 3).padStart(8),
        String(row.backtest?.trades ?? '–').padStart(7),
        percent(row.backtest?.totalReturn).padStart(8),
        percent(row.backtest?.buyAndHoldReturn).padStart(8),
      ].join(' '),
    );
  }
  if (found.length > MAXIMUM_SHOWN)
    console.log(`… and ${found.length - MAXIMUM_SHOWN} more: pgaugur open, or select * from latest_predictions`);
  if (found.some(({ whyNot }) => whyNot !== null))
    console.log('What speaks against a prediction: pgaugur open, or select symbol, why_not from latest_predictions');
}
