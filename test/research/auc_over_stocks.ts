import { eachResample } from '../../src/metrics/block_bootstrap.ts';
import { sortedQuantile } from '../../src/metrics/quantile.ts';
import { resampledAuc } from '../../src/metrics/resampled_auc.ts';

/** Forecasts of one instrument over one test range, and what came. */
export type Judged = {
  readonly symbol: string;
  readonly dates: readonly string[];
  readonly labels: Uint8Array;
  readonly scores: Float64Array;
};

export type MeanAuc = {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
  /** What it is in each resample, in their order. */
  readonly resampled: Float64Array;
};

/** A month: three times as long as a label looks ahead. */
const BLOCK_SESSIONS = 21;
const RESAMPLES = 1000;

/** ROC-AUC of each instrument over a range; without those of one class, whose AUC is not known. */
export function aucByStock(judged: readonly Judged[]): { symbol: string; auc: number }[] {
  return judged
    .map(({ symbol, labels, scores }) => ({ symbol, auc: resampledAuc(labels, scores)(once(labels.length)) }))
    .filter(({ auc }) => !Number.isNaN(auc));
}

/**
 * Mean ROC-AUC over instruments and ranges, with a 95 % interval that knows that stocks of one day are not independent:
 * in each range, blocks of a month of *dates* are redrawn (moving-block bootstrap), the same for all instruments, and
 * the mean is taken of what every instrument has on the drawn dates. Ranges are redrawn independently of each other, and
 * stay as they are: how much years differ is not in the interval.
 * Edge: an instrument counts in a range where its resample holds both classes.
 * Source: Künsch (1989) for the blocks; the quantiles are those of the percentile bootstrap, without its bias.
 */
export function meanAuc(ranges: readonly (readonly Judged[])[], seed: number): MeanAuc {
  const drawn = Array.from({ length: RESAMPLES }, () => ({ sum: 0, count: 0 }));
  const found = { sum: 0, count: 0 };
  const add = (to: { sum: number; count: number }, auc: number) => {
    if (Number.isNaN(auc)) return;
    to.sum += auc;
    to.count++;
  };
  ranges.forEach((judged, range) => {
    const dates = [...new Set(judged.flatMap((one) => one.dates))].sort();
    const position = new Map(dates.map((date, i) => [date, i]));
    const stocks = judged.map((one) => ({
      auc: resampledAuc(one.labels, one.scores),
      at: Int32Array.from(one.dates, (date) => position.get(date) ?? 0),
      counts: new Int32Array(one.dates.length),
    }));
    for (const { auc, counts } of stocks) add(found, auc(counts.fill(1)));
    const options = { seed: seed + range, blockLength: BLOCK_SESSIONS, resamples: RESAMPLES };
    eachResample(dates.length, options, (ofDate, resample) => {
      for (const { auc, at, counts } of stocks) {
        for (let row = 0; row < at.length; row++) counts[row] = ofDate[at[row]];
        add(drawn[resample], auc(counts));
      }
    });
  });
  return withInterval(
    found.sum / found.count,
    Float64Array.from(drawn, ({ sum, count }) => sum / count),
  );
}

/** First less second, on the same resamples: both must be of the same stocks, dates and seed. */
export function difference(first: MeanAuc, second: MeanAuc): MeanAuc {
  return withInterval(
    first.value - second.value,
    first.resampled.map((value, i) => value - second.resampled[i]),
  );
}

/**
 * The quantiles, moved so that the resamples' mean falls on the value. A resample draws some months twice, and so compares
 * more days of one month with each other than there are; where these say something else than days far apart (on prices
 * that wander, "low, so higher in a week" looks right within any month), resamples are off by that.
 */
function withInterval(value: number, resampled: Float64Array): MeanAuc {
  const sorted = resampled.slice().sort();
  const bias = sorted.reduce((sum, one) => sum + one, 0) / sorted.length - value;
  const end = (q: number) => sortedQuantile(sorted, q) - bias;
  return { value, lower: end(0.025), upper: end(0.975), resampled };
}

const once = (rows: number) => new Int32Array(rows).fill(1);
