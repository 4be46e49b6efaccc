import { quantile } from '../support/measure.ts';
import { difference, type MeanAuc } from './auc_over_stocks.ts';
import { correctedSection } from './corrected.ts';
import { DESIGN_LOG } from './design_log.ts';
import { FIRST_BY_YEAR, FIRST_IN_RANGE } from './first_measured.ts';
import { WORLDS } from './folder/expected.ts';
import type { Estimate } from './folder/figures.ts';
import type { Report } from './folder/report.ts';
import { told } from './folder/table.ts';
import type { InstrumentResult, LastRange, RangeResult } from './last_range.ts';
import { HEADLINE, OWN_TREES, POOLED_TREES, REVERSAL } from './lineup.ts';
import { STOCKS_PER_WORLD, TEST_YEARS, type Worth, type YearlyResult } from './years.ts';

export type Measured = {
  readonly design: readonly YearlyResult[];
  readonly tested: readonly YearlyResult[];
  readonly last: LastRange;
  /** The declared forecasts on the same prices and years. */
  readonly declared: Report;
};

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const fixed = (value: number, digits = 3) => value.toFixed(digits);
const interval = ({ lower, upper }: { readonly lower: number; readonly upper: number }) =>
  `${fixed(lower)} to ${fixed(upper)}`;
const both = (raw: number, corrected: number) => `${fixed(raw)} → ${fixed(corrected)}`;
const bothTold = ({ raw, corrected }: Worth) => [told(raw, 3), told(corrected, 3)];
const table = (rows: readonly (readonly string[])[]) => {
  const [head, ...body] = rows;
  return [head, head.map(() => '---'), ...body].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
};
const signed = (value: number) => `${value < 0 ? '−' : '+'}${fixed(Math.abs(value))}`;
const percent = (share: number) => `${fixed(100 * share, 1)} %`;

/** The text of docs/reference/measurements.md. */
export function measurements({ design, tested, last, declared }: Measured): string {
  const errors = last.measured.flatMap(({ results }) => results.map(({ expected }) => expected.error));
  const [first, final] = [TEST_YEARS[0], TEST_YEARS[TEST_YEARS.length - 1]];
  return `# Measurements

What the models are worth: whether a close is higher in seven sessions, forecast for 31 Dow stocks (2006–2017, 3,019 sessions each; the S&P 500, the NASDAQ Composite, the Russell 2000 and the VIX beside them). Written by \`npm run -s research -- models\`, with the pipeline's own functions; the price files are not part of the repository.

${correctedSection(declared)}

## Models that were measured before these yardsticks

Other models than the declared ones: searched, own and pooled, trees and networks, and means of them. **0.532 (95 % interval 0.510 to 0.555)** was the headline when they were first measured: the mean *raw* ROC-AUC per stock and year over ${first}–${final} of the forecast that was declared beforehand, the ${HEADLINE}. It was not corrected for what such models reach where there is nothing to know: within a window "low now" looks like "higher in a week" on any walk. ${headline(tested)} ${shownOfAll(tested)}

**Corrected** is raw less what the same trained models, as they are, reach on mirrored histories of the same window, plus 0.5 ([how](research.md#any-folder-of-prices)). Networks are slow to score, so not every stock is scored in every mirrored market: by year there are ${WORLDS} markets with ${STOCKS_PER_WORLD} of the stocks in each, in turn, the same for trees and networks. Twice the standard error of that expectation is added to the interval, as variances are. In the tables \`raw → corrected\`.

### Year by year

One model per year. It learns from rows whose label ended before the year began, chooses its configuration and its size on three walk-forward folds inside those, and is judged on the year, stock by stock: so the figure is about *when* a stock will rise, and not which. Own models learn from all \`v2\` features, pooled ones from those that mean the same for every instrument, without (own prices) or with the features of the market. A mean adds log-odds, each in units of its standard deviation on validation rows.

${table([
  [
    'forecast',
    `raw ${first}–${final}`,
    `**corrected ${first}–${final}**`,
    'designed on 2008–2010',
    ...TEST_YEARS.map(String),
    'time',
  ],
  ...tested.map((one) => [
    declaredThen(one.name),
    ...bothTold(one),
    both(named(design, one.name).raw.value, named(design, one.name).corrected.value),
    ...one.byYear.map(({ raw, corrected }) => both(raw, corrected)),
    `${fixed(one.seconds, 0)} s`,
  ]),
  ...FIRST_BY_YEAR.filter(isLeftOut(tested)).map(({ name, raw, design, byYear }) => [
    ...[declaredThen(name), raw, 'not corrected', design, ...byYear, ''],
  ]),
])}

${leftOut(FIRST_BY_YEAR.filter(isLeftOut(tested)).length)}The interval comes from 1,000 resamples of months of days within each year, the same days for all stocks, because stocks of one day are not independent. It says how much the figure depends on the days of these years. It does not know how years differ; for that there are the columns. The column of 2008–2010 is what choices were made by, raw, on two years of crisis and one after, and flatters. Times are wall-clock and depend on what else the machine does.

#### What was tried, and when

${DESIGN_LOG}

### The last range: what the gate sees

${last.from} to ${last.to}, the last 15 % of the dates. Everything before is there to learn and, its second half, to validate on in five folds. Probabilities are calibrated on validation rows. "Gate" counts models that would go into production: ROC-AUC of 0.55 and a p-value against no skill within 0.05, looked at once; of 31 models that know nothing it lets through one or two. All numbers but the intervals are means over the 31 instruments. Corrected by ${last.worlds} mirrored markets with all stocks in each.

${table([
  [
    'forecast',
    'raw test ROC-AUC',
    '**corrected**',
    'median',
    'gate',
    'calibration error',
    'accuracy',
    'always up',
    'time',
  ],
  ...last.measured.map(summary),
  ...FIRST_IN_RANGE.filter(([name]) => isLeftOut(last.measured)({ name })).map(([name, raw, median, passed]) => [
    ...[name, raw, 'not corrected', median, passed, '', '', '', ''],
  ]),
])}

${leftOut(FIRST_IN_RANGE.filter(([name]) => isLeftOut(last.measured)({ name })).length)}"Always up" is the accuracy of saying that every week rises: an accuracy below it is worth nothing by itself. The recurrent network tried one configuration for ten epochs on two folds, against three for sixty on five of the dense one; there is no pooled one, because it looks back on 60 consecutive sessions of one instrument, and the rows of a pool stand in the order of dates.

#### By instrument: raw test ROC-AUC with its 95 % interval, and corrected

The expectation of a single stock's model is a mean over ${last.worlds} mirrored histories, with a standard error of ${fixed(mean(errors))} on average and ${fixed(Math.max(...errors))} at most: little beside the interval, which the corrected figure has as well, moved.

${table([
  ['instrument', ...last.measured.map(({ name }) => name)],
  ...last.measured[0].results.map(({ symbol }, i) => [symbol, ...last.measured.map(({ results }) => cell(results[i]))]),
])}
`;
}

const declaredThen = (name: string) => (name === HEADLINE ? `**${name}**` : name);
const isLeftOut =
  (results: readonly { readonly name: string }[]) =>
  ({ name }: { readonly name: string }) =>
    !results.some((one) => one.name === name);

const leftOut = (rows: number): string =>
  rows === 0
    ? ''
    : `Rows that say "not corrected" are raw figures as they were first measured: these networks were not trained again in this run, and their models of then were not kept, so nothing can be said of what they reach on mirrored histories. \`npm run -s research -- models\` trains them, too, in about an hour of two idle cores. `;

/** What the headline of then is worth now, and what is known where it is not. */
function headline(tested: readonly YearlyResult[]): string {
  const ours = tested.find(({ name }) => name === HEADLINE) ?? named(tested, POOLED_TREES);
  const [gain, overRule] = [OWN_TREES, REVERSAL].map((name) => difference(ours.raw, named(tested, name).raw));
  const [toOwn, toRule] = [OWN_TREES, REVERSAL].map(
    (name) => ours.corrected.value - named(tested, name).corrected.value,
  );
  const years = ours.byYear.map(({ corrected }) => corrected);
  const again =
    ours.name === HEADLINE
      ? 'Measured again by the code of today, which no longer accepts the one bar with a price of 0 among these files, it is'
      : `Its networks were not trained again here, so that figure stays uncorrected and shows no skill. Of its trees, measured again by the code of today, which no longer accepts the one bar with a price of 0 among these files, the ${ours.name} is`;
  return (
    `${again} ${told(ours.raw, 3)} raw and **${told(ours.corrected, 3)} corrected**: ${shown(ours.corrected)}. ` +
    `Raw, its distance from a stock's own trees is ${distance(gain)}, from the seven-session reversal, which needs no model, ${distance(overRule)}; ` +
    `corrected, the two are ${signed(toOwn)} and ${signed(toRule)}. Between years its corrected figure goes from ${fixed(Math.min(...years))} to ${fixed(Math.max(...years))}; ` +
    `from the ${TEST_YEARS.length} years alone, taken as independent draws, the interval is ${interval(studentInterval(years))}.`
  );
}

const distance = ({ value, lower, upper }: MeanAuc) => `${signed(value)} (${signed(lower)} to ${signed(upper)})`;

const median = (values: readonly number[]) => quantile(values, 0.5);
const correctedOf = ({ found, expected }: InstrumentResult) => found.rocAuc - expected.mean + 0.5;

function summary(range: RangeResult): string[] {
  const { name, results, seconds } = range;
  return [
    name,
    ...bothTold(range),
    both(median(results.map(({ found }) => found.rocAuc)), median(results.map(correctedOf))),
    `${results.filter(({ passed }) => passed).length} of ${results.length}`,
    fixed(mean(results.map(({ calibrationError }) => calibrationError))),
    percent(mean(results.map(({ found }) => found.accuracy))),
    percent(mean(results.map(({ found }) => found.baseRate))),
    `${fixed(seconds, 0)} s`,
  ];
}

function cell(result: InstrumentResult): string {
  const { rocAuc, rocAucInterval } = result.found;
  const ends = `${fixed(rocAucInterval[0])}–${fixed(rocAucInterval[1])}`;
  return `${fixed(rocAuc)} (${ends}) → ${fixed(correctedOf(result))}${result.passed ? ' passed' : ''}`;
}

/** What a corrected figure shows, in words. */
function shown({ lower, upper }: Estimate): string {
  if (lower !== null && lower > 0.5) return 'more than what knows nothing';
  if (upper !== null && upper < 0.5) return 'less than what knows nothing';
  return 'no skill is shown';
}

function shownOfAll(results: readonly YearlyResult[]): string {
  const skilled = results.filter(({ corrected: { lower } }) => lower !== null && lower > 0.5);
  const best = results.toSorted((a, b) => b.corrected.value - a.corrected.value)[0];
  const names = skilled.map(({ name }) => name).join('; ');
  return (
    `Of the ${results.length} forecasts with a corrected figure ${skilled.length === 0 ? 'none has' : `${skilled.length} have`} a corrected interval above 0.5` +
    `${skilled.length === 0 ? '' : ` (${names})`}; the highest corrected figure is that of "${best.name}", ${told(best.corrected, 3)}, and the highest of so many flatters.`
  );
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
