import { readingFamily } from '../backends/index.ts';
import {
  engineerFeatures,
  type FeatureInputs,
  featureSetOfRow,
  mirroredHistories,
  type StoredFeatureSet,
} from '../features/index.ts';
import { HORIZON_SESSIONS } from '../horizon.ts';
import {
  applyCalibration,
  type Calibration,
  type ForecastWorth,
  forecastWorth,
  surrogateMeasure,
} from '../learn/index.ts';
import { column, createMatrix, type Matrix } from '../matrix.ts';
import { createRandom } from '../random.ts';
import { positionsOf } from '../table.ts';

export type WorthRequest = {
  readonly inputs: FeatureInputs;
  readonly set: StoredFeatureSet;
  readonly family: string;
  readonly artifact: Uint8Array;
  readonly featureNames: readonly string[];
  readonly calibration: Calibration | null;
  /** Judged sessions, consecutive ones, whose labels are known. */
  readonly dates: readonly string[];
  /** What the model reached on them. */
  readonly rocAuc: number;
  readonly rocAucInterval: readonly [lower: number, upper: number];
  readonly seed: number;
  readonly surrogates: number;
};

/**
 * What a model's ROC-AUC is worth: the model, as it is, scores mirrored histories of its judged sessions. Features are
 * computed for these sessions only, and only those that the model decides by.
 * @throws RangeError when a judged session has no bar, or its label's session has none
 */
export async function worth(request: WorthRequest): Promise<ForecastWorth> {
  const { inputs, dates, rocAuc, rocAucInterval, seed, surrogates } = request;
  const first = inputs.bars.dates.indexOf(dates[0]);
  const last = first + dates.length - 1 + HORIZON_SESSIONS;
  if (first === -1 || inputs.bars.dates[last - HORIZON_SESSIONS] !== dates.at(-1) || last >= inputs.bars.dates.length) {
    throw new RangeError(
      `worth: the judged sessions ${dates[0]} to ${dates.at(-1)} and the ${HORIZON_SESSIONS} after them must be bars, one after the other`,
    );
  }
  const draw = mirroredHistories(inputs, dates[0], inputs.bars.dates[last]);
  const score = await scoring(request, first);
  const measure = surrogateMeasure(dates.length);
  const random = createRandom(seed);
  for (let surrogate = 0; surrogate < surrogates; surrogate++) {
    const history = draw(random);
    const { close } = history.bars;
    const labels = Uint8Array.from(dates, (_, row) =>
      close[first + row + HORIZON_SESSIONS] > close[first + row] ? 1 : 0,
    );
    measure.add(labels, score(history));
  }
  return forecastWorth(rocAuc, rocAucInterval, measure.found());
}

/** What the model says of the judged sessions of a history. */
async function scoring(
  { set: stored, family: name, artifact, featureNames, calibration, dates }: WorthRequest,
  first: number,
): Promise<(history: FeatureInputs) => Float64Array> {
  const set = featureSetOfRow(stored);
  const family = await readingFamily(name);
  const model = family.load(artifact);
  const importance = family.importance(model, 'total_gain');
  const used = [...featureNames.keys()].filter((j) => importance[j] > 0);
  const features = positionsOf(
    set.names,
    used.map((j) => featureNames[j]),
    `a model on surrogates of feature set ${set.version}`,
  ).map((j) => set.features[j]);
  const leading = Math.min(first, family.lookback ?? 0);
  const from = first - leading;
  const rows = leading + dates.length;
  return ({ bars, ...beside }) => {
    const computed = engineerFeatures(bars, { ...beside, features, from });
    // What no split or weight looks at stays missing.
    const all: Matrix = createMatrix(rows, featureNames.length);
    used.forEach((j, k) => {
      column(all, j).set(column(computed, k).subarray(0, rows));
    });
    const said = family.predict(model, all).slice(leading);
    return calibration ? applyCalibration(calibration, said) : said;
  };
}
