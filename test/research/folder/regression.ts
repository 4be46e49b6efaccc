import type { Bars } from '../../../src/bars.ts';
import { HORIZON_SESSIONS } from '../../../src/horizon.ts';
import { sortedQuantile } from '../../../src/metrics/quantile.ts';
import { meanThrough, runningSums } from '../../../src/running_sums.ts';
import { leastSquares } from './least_squares.ts';
import type { Series } from './read_folder.ts';
import type { Rows } from './rows.ts';

/** Sessions that variances are averaged over. */
export const VARIANCE_SPANS = [1, 5, 21, 63, 250] as const;
/** Of the ranges and of the returns, each over all spans. */
export const OWN_VARIANCES = 2 * VARIANCE_SPANS.length;
/** A constant, the instrument's own and the market's. */
export const REGRESSION_INPUTS = 1 + 2 * OWN_VARIANCES;

/** Of the variance of 250 sessions: a session without a move says "small", not "none at all". */
const SMALLEST_SHARE = 1e-3;
/** Rounding of prices that do not move leaves no more than this. */
const SMALLEST_VARIANCE = 1e-16;
/** Sessions with a move before the first of which something is said. */
const FEWEST_MOVES = 21;

/** What a year can be fitted and told by, for all rows at once. NaN where not known. */
export type VariancePanel = {
  /** OWN_VARIANCES log variances of a row, row by row. */
  readonly own: Float64Array;
  /** Their means over the instruments of a day, day by day of the calendar. */
  readonly market: Float64Array;
  /** Log variance of the seven sessions behind a row. */
  readonly target: Float64Array;
};

/** Log variances of one instrument by session: OWN_VARIANCES of the past, and that of the seven sessions behind. */
export function logVariances({ high, low, close }: Pick<Bars, 'high' | 'low' | 'close'>) {
  const sessions = close.length;
  const squaredReturn = (t: number): number => (t === 0 ? 0 : Math.log(close[t] / close[t - 1]) ** 2);
  // Parkinson (1980); a bar without a sound range counts with its return.
  const squaredRange = (t: number): number =>
    low[t] > 0 && high[t] >= low[t] ? Math.log(high[t] / low[t]) ** 2 / (4 * Math.LN2) : squaredReturn(t);
  const kinds = [runningSums(sessions, squaredRange), runningSums(sessions, squaredReturn)];
  const both = (t: number, span: number): number =>
    kinds.reduce((sum, kind) => sum + meanThrough(kind, t, span) / kinds.length, 0);
  const past = new Float64Array(sessions * OWN_VARIANCES).fill(Number.NaN);
  const target = new Float64Array(sessions).fill(Number.NaN);
  for (let t = FEWEST_MOVES; t < sessions; t++) {
    const usual = both(t, VARIANCE_SPANS[VARIANCE_SPANS.length - 1]);
    if (!(usual > SMALLEST_VARIANCE && Number.isFinite(usual))) continue;
    const logOf = (variance: number) => Math.log(Math.max(variance, SMALLEST_SHARE * usual));
    let at = t * OWN_VARIANCES;
    for (const kind of kinds) for (const span of VARIANCE_SPANS) past[at++] = logOf(meanThrough(kind, t, span));
    const end = t + HORIZON_SESSIONS;
    if (end < sessions) target[t] = logOf(both(end, HORIZON_SESSIONS));
  }
  return { past, target };
}

/** Of all rows. The market of a day is every instrument with a bar on it, whatever comes later. */
export function variancePanel(stocks: readonly Series[], rows: Rows): VariancePanel {
  const { calendar, count } = rows;
  const own = new Float64Array(count * OWN_VARIANCES).fill(Number.NaN);
  const target = new Float64Array(count).fill(Number.NaN);
  const market = new Float64Array(calendar.length * OWN_VARIANCES);
  const members = new Int32Array(calendar.length);
  const dayOf = new Map(calendar.map((date, day) => [date, day]));
  const rowsOf = stocks.map((): number[] => []);
  for (let row = 0; row < count; row++) rowsOf[rows.instrument[row]].push(row);
  stocks.forEach(({ bars }, i) => {
    const said = logVariances(bars);
    bars.dates.forEach((date, t) => {
      const day = dayOf.get(date);
      if (day === undefined || Number.isNaN(said.past[t * OWN_VARIANCES])) return;
      members[day]++;
      for (let k = 0; k < OWN_VARIANCES; k++) market[day * OWN_VARIANCES + k] += said.past[t * OWN_VARIANCES + k];
    });
    for (const row of rowsOf[i]) {
      const t = rows.session[row];
      own.set(said.past.subarray(t * OWN_VARIANCES, (t + 1) * OWN_VARIANCES), row * OWN_VARIANCES);
      target[row] = said.target[t];
    }
  });
  for (let i = 0; i < market.length; i++) market[i] /= members[Math.floor(i / OWN_VARIANCES)];
  return { own, market, target };
}

/** What is said of a row: quantiles of its log growth, one per share; undefined where nothing is known. */
export type RowForecast = (row: number) => readonly number[] | undefined;

/**
 * The plain regression that an interval has to be better than. Pooled over all instruments, by ordinary least squares on
 * every row whose label ended before a day, each counted once:
 *
 *   ln v = a + Σ b_k ln r_k + Σ c_k ln q_k + Σ d_k mean(ln r_k) + Σ e_k mean(ln q_k),   k = 1, 5, 21, 63, 250 sessions,
 *
 * where v is the variance per session of the seven sessions behind (the mean of their squared range deviations,
 * ln(high / low)² / (4 ln 2), and of their squared log returns of the close), r_k the mean of the former over the last k
 * sessions, q_k that of the latter, or over those there are of k, and mean() that over all instruments of the day. It is
 * the regression of Corsi (2009) with the market's part. Growth over √(7 v̂) of the same rows is a score; what is said of a
 * row are quantiles (type 7) of all these scores, times its own √(7 v̂).
 *
 * Edge: without a row before the day nothing is said, nor of a row whose instrument did not move in 250 sessions. A variance
 * below a thousandth of that of 250 sessions counts as so much. For one instrument, which is its own market, the market has
 * no weight.
 * @param before a day of the calendar: the first of the year that is judged
 */
export function volatilityRegression(
  { own, market, target }: VariancePanel,
  rows: Rows,
  before: number,
  shares: readonly number[],
): RowForecast {
  const inputs = new Float64Array(REGRESSION_INPUTS).fill(1);
  const isKnown = (row: number): boolean => {
    const [from, day] = [row * OWN_VARIANCES, rows.day[row] * OWN_VARIANCES];
    for (let k = 0; k < OWN_VARIANCES; k++) {
      inputs[1 + k] = own[from + k];
      inputs[1 + OWN_VARIANCES + k] = market[day + k];
    }
    return !Number.isNaN(own[from]);
  };
  const learned: number[] = [];
  const fit = leastSquares(REGRESSION_INPUTS);
  for (let row = 0; row < rows.count; row++) {
    if (rows.labelEnd[row] >= before || Number.isNaN(target[row]) || !isKnown(row)) continue;
    fit.add(inputs, target[row]);
    learned.push(row);
  }
  if (learned.length === 0) return () => undefined;
  const weights = fit.weights();
  const deviation = (row: number): number => {
    if (!isKnown(row)) return Number.NaN;
    let sum = 0;
    for (let i = 0; i < REGRESSION_INPUTS; i++) sum += weights[i] * inputs[i];
    return Math.sqrt(HORIZON_SESSIONS * Math.exp(sum));
  };
  const scores = Float64Array.from(learned, (row) => Math.log(rows.growth[row]) / deviation(row)).sort();
  const quantiles = shares.map((share) => sortedQuantile(scores, share));
  return (row) => {
    const size = deviation(row);
    return Number.isNaN(size) ? undefined : quantiles.map((quantile) => quantile * size);
  };
}
