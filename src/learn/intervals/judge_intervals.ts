import type { Bars } from '../../bars.ts';
import { HORIZON_SESSIONS } from '../../horizon.ts';
import type { MarketMoves } from '../../market_moves.ts';
import { eachResample } from '../../metrics/block_bootstrap.ts';
import { resampledInterval, UNKNOWN } from '../../metrics/resampled_interval.ts';
import { ewmaNormal, pinball, unconditional } from './baselines.ts';
import { growthIntervals } from './growth_intervals.ts';

type Estimate = { readonly value: number; readonly lower: number; readonly upper: number };

/** What intervals were worth on rows; estimates with 95 % block-bootstrap intervals, NaN where they cannot be known. */
export type IntervalEvaluation = {
  readonly rows: number;
  /** Share of outcomes that they are to hold. */
  readonly nominal: number;
  readonly coverage: Estimate;
  /** Mean pinball loss over both ends and the median, over that of others on the same rows: below 1 is better. */
  readonly toUnconditional: Estimate;
  readonly toEwmaNormal: Estimate;
  /** Mean of high less low, as ratios of the close. */
  readonly width: number;
};

/** As everywhere that rows share outcomes: three times as long as the label looks ahead. */
const BLOCK_LENGTH = 3 * HORIZON_SESSIONS;
const RESAMPLES = 1000;

export type IntervalRows = {
  readonly bars: Bars;
  /** What moves the market beside the instrument, where that is known. */
  readonly market?: MarketMoves;
  /** Sessions of the judged rows, ascending; those without an outcome or an interval are left out. */
  readonly dates: readonly string[];
  readonly coverage: number;
  readonly seed: number;
};

/** Growth intervals beside the quantiles of the past and an EWMA normal, on rows that each forecast knew nothing of. */
export function judgeIntervals({ seed, ...rows }: IntervalRows): IntervalEvaluation {
  return evaluationOf([...intervalLosses(rows).values()], rows.coverage, seed);
}

/**
 * The same of many instruments as one: each row counts the same, and days are resampled, for what instruments share of a
 * day is no evidence twice.
 */
export function judgePooledIntervals(
  members: readonly Pick<IntervalRows, 'bars' | 'market' | 'dates'>[],
  { coverage, seed }: Pick<IntervalRows, 'coverage' | 'seed'>,
): IntervalEvaluation {
  return judgeLosses(
    members.map((member) => intervalLosses({ ...member, coverage })),
    { coverage, seed },
  );
}

/** The same, from what each member's intervals lost. */
export function judgeLosses(
  members: readonly IntervalLosses[],
  { coverage, seed }: Pick<IntervalRows, 'coverage' | 'seed'>,
): IntervalEvaluation {
  const byDate = new Map<string, Loss>();
  for (const losses of members) {
    for (const [date, loss] of losses) byDate.set(date, sums([byDate.get(date) ?? NONE, loss]));
  }
  const days = [...byDate].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, loss]) => loss);
  return evaluationOf(days, coverage, seed);
}

/** @param losses of days that follow each other */
function evaluationOf(losses: readonly Loss[], coverage: number, seed: number): IntervalEvaluation {
  const blocks = losses.length / BLOCK_LENGTH;
  const [inside, toUnconditional, toEwmaNormal] = [draws(), draws(), draws()];
  if (blocks >= 2) {
    eachResample(losses.length, { seed, blockLength: BLOCK_LENGTH, resamples: RESAMPLES }, (counts, resample) => {
      const sum = sums(losses, counts);
      inside[resample] = sum.inside / sum.rows;
      toUnconditional[resample] = sum.own / sum.unconditional;
      toEwmaNormal[resample] = sum.own / sum.ewma;
    });
  }
  const all = sums(losses);
  const estimate = (value: number, drawn: Float64Array, range?: readonly [number, number]): Estimate => ({
    value,
    ...(blocks >= 2 ? resampledInterval(value, drawn, { blocks, confidence: 0.95, ...(range && { range }) }) : UNKNOWN),
  });
  return {
    rows: all.rows,
    nominal: coverage,
    coverage: estimate(all.inside / all.rows, inside, [0, 1]),
    toUnconditional: estimate(all.own / all.unconditional, toUnconditional),
    toEwmaNormal: estimate(all.own / all.ewma, toEwmaNormal),
    width: all.width / all.rows,
  };
}

const draws = () => new Float64Array(RESAMPLES).fill(Number.NaN);

/** Sums over rows of one day. */
type Loss = {
  readonly rows: number;
  readonly own: number;
  readonly unconditional: number;
  readonly ewma: number;
  readonly inside: number;
  readonly width: number;
};

/** By session. */
export type IntervalLosses = ReadonlyMap<string, Loss>;

const NONE: Loss = { rows: 0, own: 0, unconditional: 0, ewma: 0, inside: 0, width: 0 };

/** Of each session with an interval and an outcome, in order. */
export function intervalLosses({ bars, market, dates, coverage }: Omit<IntervalRows, 'seed'>): IntervalLosses {
  const shares = [(1 - coverage) / 2, 0.5, (1 + coverage) / 2];
  const { low, median, high } = growthIntervals(bars, coverage, market);
  const past = unconditional(bars.close, shares);
  const normal = ewmaNormal(bars.close, shares);
  const places = new Map(bars.dates.map((date, t) => [date, t]));
  const losses = new Map<string, Loss>();
  for (const date of dates) {
    const t = places.get(date);
    if (t === undefined) throw new RangeError(`judgeIntervals: session ${date} has no bar`);
    const [pastQuantiles, normalQuantiles] = [past(t), normal(t)];
    const isKnown = t + HORIZON_SESSIONS < bars.close.length && !Number.isNaN(low[t]);
    if (!isKnown || !pastQuantiles || !normalQuantiles) continue;
    const growth = bars.close[t + HORIZON_SESSIONS] / bars.close[t];
    const outcome = Math.log(growth);
    const own = [low[t], median[t], high[t]].map(Math.log);
    losses.set(date, {
      rows: 1,
      own: pinball(own, shares, outcome),
      unconditional: pinball(pastQuantiles, shares, outcome),
      ewma: pinball(normalQuantiles, shares, outcome),
      inside: growth >= low[t] && growth <= high[t] ? 1 : 0,
      width: high[t] - low[t],
    });
  }
  return losses;
}

/** Each counted so often; once where not told. */
function sums(losses: readonly Loss[], counts?: Int32Array): Loss {
  const sum = { ...NONE };
  losses.forEach((loss, i) => {
    const times = counts ? counts[i] : 1;
    sum.rows += times * loss.rows;
    sum.own += times * loss.own;
    sum.unconditional += times * loss.unconditional;
    sum.ewma += times * loss.ewma;
    sum.inside += times * loss.inside;
    sum.width += times * loss.width;
  });
  return sum;
}
