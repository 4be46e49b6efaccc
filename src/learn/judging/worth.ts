import { rocAuc } from '../../metrics/roc_auc.ts';

/**
 * Lengths of window, in rows, that the expectation is known for beside the whole: those of the track record, and enough
 * between them to be drawn straight. A window bends the more the shorter it is.
 */
const WINDOWS: readonly number[] = [10, 15, 20, 30, 45, 60, 90, 130, 180, 270, 365];

/** What a ROC-AUC is worth: beside it, what the same model reaches where there is nothing to know. */
export type ForecastWorth = {
  /** Surrogates that had both classes. */
  readonly surrogates: number;
  /** Mean ROC-AUC over them, and the standard error of that mean. */
  readonly rocAucExpected: number;
  readonly rocAucExpectedError: number;
  /** Standard deviation over surrogates. */
  readonly rocAucDeviation: number;
  /** rocAuc − rocAucExpected + 0.5. */
  readonly rocAucCorrected: number;
  /** Distances of the raw interval's ends and of twice the standard error, added as variances are. */
  readonly rocAucCorrectedInterval: readonly [lower: number, upper: number];
  /** Mean ROC-AUC over the surrogates' windows of so many rows, one after the other; ascending, the whole range last. */
  readonly expectedByRows: readonly ExpectedOver[];
};

export type ExpectedOver = { readonly rows: number; readonly rocAuc: number };

type Mean = { sum: number; squares: number; count: number };

/** Gathers surrogates one by one; nothing but sums is kept. */
export function surrogateMeasure(rows: number) {
  const whole: Mean = { sum: 0, squares: 0, count: 0 };
  const windows = WINDOWS.filter((length) => length < rows).map((length) => ({
    length,
    mean: { sum: 0, squares: 0, count: 0 },
  }));
  return {
    add(labels: Uint8Array, probabilities: Float64Array): void {
      note(whole, rocAuc(labels, probabilities));
      for (const { length, mean } of windows) {
        for (let to = rows; to >= length; to -= length) {
          note(mean, rocAuc(labels.subarray(to - length, to), probabilities.subarray(to - length, to)));
        }
      }
    },
    found: () => ({
      ...spread(whole),
      byRows: [
        ...windows.map(({ length, mean }) => ({ rows: length, rocAuc: mean.sum / mean.count })),
        { rows, rocAuc: whole.sum / whole.count },
      ],
    }),
  };
}

export type FoundOnSurrogates = ReturnType<ReturnType<typeof surrogateMeasure>['found']>;

/** A window of one class says nothing. */
function note(mean: Mean, value: number): void {
  if (Number.isNaN(value)) return;
  mean.sum += value;
  mean.squares += value ** 2;
  mean.count++;
}

function spread({ sum, squares, count }: Mean) {
  const mean = sum / count;
  const deviation = count > 1 ? Math.sqrt(Math.max(0, squares - count * mean ** 2) / (count - 1)) : Number.NaN;
  return { count, mean, deviation };
}

/**
 * Edge: everything is NaN without a surrogate of both classes, and what is corrected where the raw is.
 */
export function forecastWorth(
  raw: number,
  [lower, upper]: readonly [lower: number, upper: number],
  { count, mean, deviation, byRows }: FoundOnSurrogates,
): ForecastWorth {
  const error = deviation / Math.sqrt(count);
  const corrected = raw - mean + 0.5;
  const half = (distance: number) => Math.hypot(distance, 2 * error);
  return {
    surrogates: count,
    rocAucExpected: mean,
    rocAucExpectedError: error,
    rocAucDeviation: deviation,
    rocAucCorrected: corrected,
    rocAucCorrectedInterval: [corrected - half(raw - lower), corrected + half(upper - raw)],
    expectedByRows: byRows,
  };
}

/**
 * What the model reaches over so many rows where there is nothing to know: straight between the lengths that are known,
 * beyond them the nearest. The same as expected_roc_auc in SQL. Edge: NaN where nothing is known.
 */
export function expectedOver(known: readonly ExpectedOver[], rows: number): number {
  const usable = known.filter(({ rocAuc: auc }) => !Number.isNaN(auc));
  const shorter = usable.findLast((one) => one.rows <= rows);
  const longer = usable.find((one) => one.rows >= rows);
  if (!shorter || !longer) return (shorter ?? longer)?.rocAuc ?? Number.NaN;
  if (shorter.rows === longer.rows) return shorter.rocAuc;
  return shorter.rocAuc + ((longer.rocAuc - shorter.rocAuc) * (rows - shorter.rows)) / (longer.rows - shorter.rows);
}
