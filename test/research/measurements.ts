import { quantile } from '../support/measure.ts';
import { difference, type MeanAuc } from './auc_over_stocks.ts';
import { correctedSection } from './corrected.ts';
import { DESIGN_LOG } from './design_log.ts';
import type { Report } from './folder/report.ts';
import type { InstrumentResult, LastRange, RangeResult } from './last_range.ts';
import { HEADLINE, OWN_TREES, REVERSAL } from './lineup.ts';
import { TEST_YEARS, type YearlyResult } from './years.ts';

export type Measured = {
  readonly design: readonly YearlyResult[];
  readonly tested: readonly YearlyResult[];
  readonly last: LastRange;
  /** The declared forecasts on the same prices and years. */
  readonly declared: Report;
};

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const fixed = (value: number, digits = 3) => value.toFixed(digits);
const interval = ({ lower, upper }: Pick<MeanAuc, 'lower' | 'upper'>) => `${fixed(lower)} to ${fixed(upper)}`;
const table = (rows: readonly (readonly string[])[]) => {
  const [head, ...body] = rows;
  return [head, head.map(() => '---'), ...body].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
};
const signed = (value: number) => `${value < 0 ? '−' : '+'}${fixed(Math.abs(value))}`;
const percent = (share: number) => `${fixed(100 * share, 1)} %`;

/** The text of docs/reference/measurements.md. */
export function measurements({ design, tested, last, declared }: Measured): string {
  const ours = named(tested, HEADLINE);
  const [first, final] = [TEST_YEARS[0], TEST_YEARS[TEST_YEARS.length - 1]];
  const gain = difference(ours.mean, named(tested, OWN_TREES).mean);
  const overRule = difference(ours.mean, named(tested, REVERSAL).mean);
  return `# Measurements

What the models are worth: whether a close is higher in seven sessions, forecast for 31 Dow stocks (2006–2017, 3,019 sessions each; the S&P 500, the NASDAQ Composite, the Russell 2000 and the VIX beside them). Written by \`npm run -s research -- models\`, with the pipeline's own functions; the price files are not part of the repository.

${correctedSection(declared)}

## Raw, as it was measured first

All from here on are raw figures of other models, which are kept for what they are. **${fixed(ours.mean.value)} (95 % interval ${interval(ours.mean)})** was the headline: the mean raw ROC-AUC per stock and year over ${first}–${final} of the forecast that was declared beforehand, the ${HEADLINE}. It was never corrected for what such models reach where there is nothing to know: within a window "low now" looks like "higher in a week" on any walk, and trained models reach 0.53 and more there. So it shows no skill by itself. Its distance from a stock's own trees is ${signed(gain.value)} (${signed(gain.lower)} to ${signed(gain.upper)}), from the seven-session reversal, which needs no model, ${signed(overRule.value)} (${signed(overRule.lower)} to ${signed(overRule.upper)}); what reversal's raw figure is worth stands in the table above. Between years it goes from ${fixed(Math.min(...ours.byYear))} to ${fixed(Math.max(...ours.byYear))}; from the ${TEST_YEARS.length} years alone, taken as independent draws, the interval is ${interval(studentInterval(ours.byYear))}. ${tested.length} forecasts were looked at on these years, all of them below.

### Year by year

One model per year. It learns from rows whose label ended before the year began, chooses its configuration and its size on three walk-forward folds inside those, and is judged on the year, stock by stock: so the figure is about *when* a stock will rise, and not which. Own models learn from all \`v2\` features, pooled ones from those that mean the same for every instrument, without (own prices) or with the features of the market. A mean adds log-odds, each in units of its standard deviation on validation rows.

${table([
  ['forecast', 'designed on 2008–2010', `**${first}–${final}**`, '95 % interval', ...TEST_YEARS.map(String), 'time'],
  ...tested.map((one) => [
    one.name === HEADLINE ? `**${one.name}**` : one.name,
    fixed(named(design, one.name).mean.value),
    `**${fixed(one.mean.value)}**`,
    interval(one.mean),
    ...one.byYear.map((auc) => fixed(auc)),
    `${fixed(one.seconds, 0)} s`,
  ]),
])}

The interval comes from 1,000 resamples of months of days within each year, the same days for all stocks, because stocks of one day are not independent. It says how much the figure depends on the days of these years. It does not know how years differ; for that there are the columns. The first column is what choices were made by, on two years of crisis and one after, and flatters. Times are wall-clock and depend on what else the machine does.

#### What was tried, and when

${DESIGN_LOG}

### The last range: what the gate sees

${last.from} to ${last.to}, the last 15 % of the dates. Everything before is there to learn and, its second half, to validate on in five folds. Probabilities are calibrated on validation rows. "Gate" counts models that would go into production: ROC-AUC of 0.55 and a p-value against no skill within 0.05, looked at once; of 31 models that know nothing it lets through one or two. All numbers but the interval are means over the 31 instruments.

${table([
  ['forecast', 'test ROC-AUC', '95 % interval', 'median', 'gate', 'calibration error', 'accuracy', 'always up', 'time'],
  ...last.measured.map(summary),
])}

"Always up" is the accuracy of saying that every week rises: an accuracy below it is worth nothing by itself. The recurrent network tried one configuration for ten epochs on two folds, against three for sixty on five of the dense one; there is no pooled one, because it looks back on 60 consecutive sessions of one instrument, and the rows of a pool stand in the order of dates.

#### By instrument: test ROC-AUC with its 95 % interval

${table([
  ['instrument', ...last.measured.map(({ name }) => name)],
  ...last.measured[0].results.map(({ symbol }, i) => [symbol, ...last.measured.map(({ results }) => cell(results[i]))]),
])}
`;
}

function summary({ name, results, mean: area, seconds }: RangeResult): string[] {
  return [
    name,
    fixed(area.value),
    interval(area),
    fixed(
      quantile(
        results.map(({ found }) => found.rocAuc),
        0.5,
      ),
    ),
    `${results.filter(({ passed }) => passed).length} of ${results.length}`,
    fixed(mean(results.map(({ calibrationError }) => calibrationError))),
    percent(mean(results.map(({ found }) => found.accuracy))),
    percent(mean(results.map(({ found }) => found.baseRate))),
    `${fixed(seconds, 0)} s`,
  ];
}

function cell({ found: { rocAuc, rocAucInterval }, passed }: InstrumentResult): string {
  return `${fixed(rocAuc)} (${fixed(rocAucInterval[0])}–${fixed(rocAucInterval[1])})${passed ? ' passed' : ''}`;
}

function named(results: readonly YearlyResult[], name: string): YearlyResult {
  const found = results.find((one) => one.name === name);
  if (!found) throw new RangeError(`measurements: no result of "${name}"`);
  return found;
}

/** 0.975 quantile of Student's t with 6 degrees of freedom: seven years. */
const T_OF_SIX = 2.4469;

function studentInterval(values: readonly number[]): { lower: number; upper: number } {
  const centre = mean(values);
  const variance = values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
  const half = T_OF_SIX * Math.sqrt(variance / values.length);
  return { lower: centre - half, upper: centre + half };
}
