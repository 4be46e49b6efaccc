import type { Bars } from '../../../src/bars.ts';
import { rankCorrelation } from '../../../src/learn/ranking/daily_order.ts';

/** Scores of members by day, and what came of them. */
type Scored = {
  readonly dates: readonly string[];
  readonly members: ArrayLike<number>;
  readonly scores: Float64Array;
  readonly outcomes: Float64Array;
};

export type QlibTerms = {
  readonly ic: number;
  readonly icir: number;
  readonly rankIc: number;
  readonly rankIcir: number;
};

/** As qlib's SigAnaRecord has them: means over days, and those over their standard deviations (ddof 1), not annualised. */
export function informationCoefficients({ dates, scores, outcomes }: Scored): QlibTerms {
  const [pearsons, spearmans]: [number[], number[]] = [[], []];
  for (let from = 0; from < dates.length; ) {
    let to = from + 1;
    while (to < dates.length && dates[to] === dates[from]) to++;
    pearsons.push(pearson(scores.subarray(from, to), outcomes.subarray(from, to)));
    spearmans.push(rankCorrelation(scores.subarray(from, to), outcomes.subarray(from, to)));
    from = to;
  }
  return {
    ic: mean(pearsons),
    icir: mean(pearsons) / deviation(pearsons),
    rankIc: mean(spearmans),
    rankIcir: mean(spearmans) / deviation(spearmans),
  };
}

/** As in its benchmarks: costs of 5 and 15 basis points, 95 % of the cash put to work, a year of 238 days. */
const [OPEN_COST, CLOSE_COST, RISK_DEGREE, YEAR_DAYS] = [0.0005, 0.0015, 0.95, 238];

export type Dropout = {
  /** Mean daily return less that of the benchmark, times 238: qlib sums returns and does not compound them. */
  readonly excessReturn: number;
  /** The same before costs. */
  readonly excessWithoutCost: number;
  readonly informationRatio: number;
  /** Share of the value that is sold per day. */
  readonly turnover: number;
};

/**
 * Qlib's TopkDropoutStrategy over closes: scores of a day are traded at the close of the next, at most `drop` are replaced
 * a day, and none for one with a lower score. The benchmark holds all members in equal parts, evened out daily: there is
 * no index of just these.
 */
export function topkDropout(
  { dates, members, scores }: Omit<Scored, 'outcomes'>,
  stocks: readonly Bars[],
  { top, drop }: { readonly top: number; readonly drop: number },
): Dropout {
  const scoreOf = new Map<string, Map<number, number>>();
  dates.forEach((date, row) => {
    const ofDay = scoreOf.get(date) ?? new Map<number, number>();
    scoreOf.set(date, ofDay.set(members[row], scores[row]));
  });
  const days = [...scoreOf.keys()];
  const closes = stocks.map((bars) => new Map(bars.dates.map((date, t) => [date, bars.close[t]])));
  const held = new Map<number, number>();
  let [cash, before, sold] = [1, 1, 0];
  const [excess, gross]: [number[], number[]] = [[], []];
  const last = new Map<number, number>();
  const price = (member: number, date: string) => closes[member].get(date) ?? last.get(member) ?? Number.NaN;
  for (let day = 1; day < days.length; day++) {
    const [said, date] = [scoreOf.get(days[day - 1]) ?? new Map<number, number>(), days[day]];
    const benchmark = mean([...said.keys()].map((member) => price(member, date) / price(member, days[day - 1]) - 1));
    let paid = 0;
    const { sell, buy } = replaced([...held.keys()], said, top, drop);
    for (const member of sell) {
      const value = (held.get(member) ?? 0) * price(member, date);
      held.delete(member);
      cash += value * (1 - CLOSE_COST);
      paid += value * CLOSE_COST;
      sold += value / before;
    }
    const part = buy.length === 0 ? 0 : (cash * RISK_DEGREE) / buy.length;
    for (const member of buy) {
      held.set(member, part / price(member, date));
      cash -= part * (1 + OPEN_COST);
      paid += part * OPEN_COST;
    }
    for (const [member, close] of closes.entries()) last.set(member, close.get(date) ?? last.get(member) ?? Number.NaN);
    const value = cash + [...held].reduce((sum, [member, shares]) => sum + shares * price(member, date), 0);
    excess.push(value / before - 1 - benchmark);
    gross.push((value + paid) / before - 1 - benchmark);
    before = value;
  }
  return {
    excessReturn: mean(excess) * YEAR_DAYS,
    excessWithoutCost: mean(gross) * YEAR_DAYS,
    informationRatio: (mean(excess) / deviation(excess)) * Math.sqrt(YEAR_DAYS),
    turnover: sold / excess.length,
  };
}

function replaced(held: readonly number[], said: ReadonlyMap<number, number>, top: number, drop: number) {
  const scored = (member: number) => said.get(member) ?? Number.NEGATIVE_INFINITY;
  const down = (a: number, b: number) => scored(b) - scored(a) || a - b;
  const others = [...said.keys()].filter((member) => !held.includes(member)).sort(down);
  const today = others.slice(0, drop + top - held.length);
  const worst = new Set([...held, ...today].sort(down).slice(-drop));
  const sell = held.length === 0 ? [] : held.filter((member) => worst.has(member));
  return { sell, buy: today.slice(0, sell.length + top - held.length) };
}

function pearson(a: Float64Array, b: Float64Array): number {
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += (a[i] - ma) * (b[i] - mb);
    aa += (a[i] - ma) ** 2;
    bb += (b[i] - mb) ** 2;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}

const mean = (values: Iterable<number> & ArrayLike<number>): number => {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
};

function deviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}
