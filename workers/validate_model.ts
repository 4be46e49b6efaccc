import { type ChampionComparison, saveVerdict } from '../src/db/candidates.ts';
import { featureSetById } from '../src/db/feature_sets.ts';
import { saveLookaheadVerdicts } from '../src/db/lookahead.ts';
import { championOf, modelsJudgedSince } from '../src/db/models.ts';
import { readPolicy } from '../src/db/runs.ts';
import type { LookaheadVerdict } from '../src/features/index.ts';
import { compareOnSameRows, gate } from '../src/learn/index.ts';
import { selectColumns } from '../src/matrix.ts';
import { reliability } from '../src/metrics/reliability.ts';
import { readLabelledRows } from '../src/steps/dataset.ts';
import { type Holdout, predictHoldout, readHoldout } from '../src/steps/holdout.ts';
import { readPinnedInputs } from '../src/steps/inputs.ts';
import { predictRows } from '../src/steps/scoring.ts';
import type { InstrumentStep, StepContext } from '../src/steps/step.ts';

const BOOTSTRAP_SEED = 1;

/**
 * Step 6: the look-ahead proof of the model's features, metrics on the test range, which nothing before has looked at,
 * the gate, and the comparison with the champion. Not passing is no failure.
 */
export const validateModel: InstrumentStep = {
  name: 'validate_model',
  async work(context) {
    const { run, db, compute, signal } = context;
    const holdout = await readHoldout(context);
    const { model, labels, dates } = holdout;
    const probabilities = await predictHoldout(context, holdout);
    const policy = await readPolicy(db, run.instrument_id);
    const verdicts = await lookaheadProof(context, holdout);
    const lookingAhead = verdicts.filter(({ passed }) => !passed).map(({ feature }) => feature);
    const metrics = await compute.evaluate(
      { labels, probabilities, seed: BOOTSTRAP_SEED, signalThreshold: policy.probabilityThreshold },
      signal,
    );
    // A model judged when half of these rows were there looked at the same luck.
    const middle = dates[Math.floor(dates.length / 2)];
    const comparisons = 1 + (await modelsJudgedSince(db, run.instrument_id, middle, model.id));
    const { minimumRocAuc, gateLevel: level } = policy;
    const verdict = gate(metrics, { minimumRocAuc, level, comparisons, lookingAhead });
    const championComparison = await besideChampion(context, holdout, probabilities);
    const calibrationCurve = reliability(labels, probabilities);
    const [low, high] = metrics.rocAucInterval;
    const found =
      lookingAhead.length > 0
        ? `look-ahead in ${lookingAhead.join(', ')}`
        : `test AUC ${metrics.rocAuc.toFixed(3)} (${low.toFixed(3)}–${high.toFixed(3)}, p ${metrics.pValue.toFixed(2)}), accuracy ` +
          `${(100 * metrics.accuracy).toFixed(1)} % (always the majority: ${(100 * metrics.majorityAccuracy).toFixed(1)} %)`;
    const beside = championComparison ? `, ${championComparison.verdict} beside ${championComparison.champion}` : '';
    return {
      async write(client) {
        await saveLookaheadVerdicts(client, model.id, verdicts);
        await saveVerdict(client, model.id, {
          metrics,
          passed: verdict.passed,
          reason: verdict.reason,
          reliability: calibrationCurve,
          championComparison,
        });
      },
      summary: `${found}, gate ${verdict.passed ? 'passed' : 'not passed'}${beside}`,
      output: {
        metrics,
        lookahead: { features: verdicts.length, rows: verdicts[0]?.rowsChecked ?? 0, looking_ahead: lookingAhead },
        calibration: model.calibration,
        reliability: calibrationCurve,
        gate_passed: verdict.passed,
        gate_reason: verdict.reason,
        gate_rules: { minimum_roc_auc: minimumRocAuc, level, models_judged_on_these_rows: comparisons },
        champion_comparison: championComparison ?? null,
      },
    };
  },
};

/** Recomputes rows the model learned from or is tested on; which ones, the run's number decides. */
async function lookaheadProof(
  { run, runId, db, compute, signal }: StepContext,
  { model, featureSet, data }: Holdout,
): Promise<LookaheadVerdict[]> {
  const columns = model.featureNames.map((name) => featureSet.names.indexOf(name));
  return compute.proveNoLookahead(
    {
      inputs: (await readPinnedInputs(db, run)).inputs,
      version: featureSet.version,
      featureNames: model.featureNames,
      dates: data.dates,
      values: selectColumns(data.features, columns),
      seed: runId,
    },
    signal,
  );
}

/** The champion on the test rows that it has not learned from either, by its own feature set. */
async function besideChampion(
  { run, db, compute, signal }: StepContext,
  { model, dates, labels }: Holdout,
  probabilities: Float64Array,
): Promise<ChampionComparison | undefined> {
  const champion = await championOf(db, model);
  if (!champion) return undefined;
  const featureSet = await featureSetById(db, champion.featureSetId);
  const rows = await readLabelledRows(db, run, featureSet, featureSet.id === model.featureSetId);
  // The labels of the champion's last training rows reach seven sessions further; of a pool, by any member's calendar.
  const lastLearned = rows.labelEnds[rows.dates.findLastIndex((date) => date <= champion.trainingEnd)] ?? '';
  const isUnseen = (date: string) => (champion.unseenFrom === null ? date > lastLearned : date >= champion.unseenFrom);
  const position = new Map(rows.dates.map((date, at) => [date, at]));
  const shared = dates.flatMap((date, i) => {
    const at = position.get(date);
    return isUnseen(date) && at !== undefined ? [{ i, at }] : [];
  });
  const [from, to] = shared.length > 0 ? [shared[0].at, shared[shared.length - 1].at + 1] : [0, 0];
  const ofChampion = await predictRows(db, compute, champion, featureSet.names, rows.features, [from, to], signal);
  const comparison = compareOnSameRows(
    shared.map(({ i }) => labels[i]),
    shared.map(({ at }) => ofChampion[at - from]),
    shared.map(({ i }) => probabilities[i]),
    BOOTSTRAP_SEED,
  );
  return {
    ...comparison,
    championId: champion.id,
    champion: champion.name,
    championIsProduction: champion.isProduction,
  };
}
