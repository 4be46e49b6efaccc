import { centredRanks, scoreOrder } from '../../metrics/ranks.ts';
import { type Day, rankedDays } from './days.ts';

/** Rows of many members in the order of their dates, scored. */
export type RankedRows = {
  readonly dates: readonly string[];
  /** Whose row it is. */
  readonly members: ArrayLike<number>;
  readonly scores: Float64Array;
  /** close[t+7] / close[t]. */
  readonly growth: Float64Array;
};

/** Whom a day's order puts on top and at the bottom, and what they brought. */
type Fifths = { readonly top: ReadonlySet<number>; readonly bottom: ReadonlySet<number>; readonly spread: number };

export type DailyOrder = {
  readonly dates: readonly string[];
  /** Correlation of the ranks of scores and growths, in [−1, 1]; 0 where all scores are equal. */
  readonly ic: Float64Array;
  /** Mean growth of the top fifth less that of the bottom fifth. */
  readonly spread: Float64Array;
  /** Share of both fifths that was not in them a holding period before; 1 on the first days, which buy all of it. */
  readonly turnover: Float64Array;
};

/**
 * How well scores order the members of each day. Days with fewer than FEWEST_RANKED members are left out, and days on
 * which all grew alike: nothing is known of an order there.
 * @param holding days that a position is held, for the turnover
 */
export function dailyOrder(rows: RankedRows, holding: number): DailyOrder {
  const days = rankedDays(rows.dates).filter((day) => isTold(rows.growth, day));
  const fifths = days.map((day) => fifthsOf(rows, day));
  return {
    dates: days.map(({ date }) => date),
    ic: Float64Array.from(days, ({ from, to }) =>
      rankCorrelation(rows.scores.subarray(from, to), rows.growth.subarray(from, to)),
    ),
    spread: Float64Array.from(fifths, ({ spread }) => spread),
    turnover: Float64Array.from(fifths, (now, i) => {
      const before = fifths[i - holding];
      return before ? (newShare(now.top, before.top) + newShare(now.bottom, before.bottom)) / 2 : 1;
    }),
  };
}

/** Spearman's correlation, ties at their mean rank; 0 where either side is constant. */
export function rankCorrelation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [x, y] = [centredRanks(a), centredRanks(b)];
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    xy += x[i] * y[i];
    xx += x[i] * x[i];
    yy += y[i] * y[i];
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : 0;
}

const isTold = (growth: Float64Array, { from, to }: Day): boolean => {
  for (let i = from + 1; i < to; i++) if (growth[i] !== growth[from]) return true;
  return false;
};

/** Of equal scores the rows' order decides, which is that of the members: the same for every model. */
function fifthsOf({ scores, growth, members }: RankedRows, { from, to }: Day): Fifths {
  const order = scoreOrder(scores.subarray(from, to));
  const size = Math.floor(order.length / 5);
  const side = (chosen: Int32Array) => ({
    members: new Set(Array.from(chosen, (i) => members[from + i])),
    growth: chosen.reduce((sum, i) => sum + growth[from + i], 0) / size,
  });
  const [bottom, top] = [side(order.subarray(0, size)), side(order.subarray(order.length - size))];
  return { top: top.members, bottom: bottom.members, spread: top.growth - bottom.growth };
}

function newShare(now: ReadonlySet<number>, before: ReadonlySet<number>): number {
  let stayed = 0;
  for (const member of now) if (before.has(member)) stayed++;
  return 1 - stayed / now.size;
}
