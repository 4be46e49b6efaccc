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
  /** Judged sessions, ascending, whose labels are known. There may be others between them. */
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
 * @throws RangeError when a judged session has no bar, or its label's session has none, or they do not ascend
 */
export async function worth(request: WorthRequest): Promise<ForecastWorth> {
  const { inputs, dates, rocAuc, rocAucInterval, seed, surrogates } = request;
  const judged = judgedAmong(inputs.bars.dates, dates);
  const draw = mirroredHistories(inputs, dates[0], inputs.bars.dates[judged[judged.length - 1] + HORIZON_SESSIONS]);
  const score = await scoring(request, judged);
  const measure = surrogateMeasure(dates.length);
  const random = createRandom(seed);
  for (let surrogate = 0; surrogate < surrogates; surrogate++) {
    const history = draw(random);
    const { close } = history.bars;
    const labels = Uint8Array.from(judged, (t) => (close[t + HORIZON_SESSIONS] > close[t] ? 1 : 0));
    measure.add(labels, score(history));
  }
  return forecastWorth(rocAuc, rocAucInterval, measure.found());
}

/** Where the judged sessions stand among the bars. */
function judgedAmong(sessions: readonly string[], dates: readonly string[]): number[] {
  const position = new Map(sessions.map((session, t) => [session, t]));
  const judged = dates.map((date) => position.get(date) ?? Number.NaN);
  const isJudged = (t: number, row: number) =>
    t + HORIZON_SESSIONS < sessions.length && (row === 0 || judged[row - 1] < t);
  if (judged.length === 0 || !judged.every(isJudged)) {
    throw new RangeError(
      `worth: the judged sessions ${dates[0]} to ${dates.at(-1)} and the ${HORIZON_SESSIONS} after each must be bars, in ascending order`,
    );
  }
  return judged;
}

/** What the model says of the judged sessions of a history. */
async function scoring(
  { set: stored, family: name, artifact, featureNames, calibration }: WorthRequest,
  judged: readonly number[],
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
  const from = Math.max(0, judged[0] - (family.lookback ?? 0));
  const rows = judged[judged.length - 1] - from + 1;
  return ({ bars, ...beside }) => {
    const computed = engineerFeatures(bars, { ...beside, features, from });
    // What no split or weight looks at stays missing.
    const all: Matrix = createMatrix(rows, featureNames.length);
    used.forEach((j, k) => {
      column(all, j).set(column(computed, k).subarray(0, rows));
    });
    const saidOfAll = family.predict(model, all);
    const said = Float64Array.from(judged, (t) => saidOfAll[t - from]);
    return calibration ? applyCalibration(calibration, said) : said;
  };
}
