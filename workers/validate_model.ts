import { saveIntervalVerdict, saveVerdict } from '../src/db/candidates.ts';
import { saveLookaheadVerdicts } from '../src/db/lookahead.ts';
import { modelsJudgedSince } from '../src/db/models.ts';
import { readPolicy } from '../src/db/runs.ts';
import { type FeatureInputs, isFromSource, type LookaheadVerdict, marketMoves } from '../src/features/index.ts';
import { FOREKNOWN, foreknowledge, gate, intervalGate, isDoubtful, spansItsTime } from '../src/learn/index.ts';
import { column } from '../src/matrix.ts';
import { reliability } from '../src/metrics/reliability.ts';
import { besideChampion } from '../src/step_support/champion_comparison.ts';
import { type Holdout, predictHoldout, readHoldout } from '../src/step_support/holdout.ts';
import { readPinnedInputs } from '../src/step_support/read_feature_inputs.ts';
import { readForScoring } from '../src/step_support/scoring.ts';
import type { InstrumentStep, StepContext } from '../src/step_support/step.ts';
import { pick } from '../src/table.ts';

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
    const { inputs } = await readPinnedInputs(context);
    const { verdicts, doubtful } = await lookaheadProof(context, holdout, inputs);
    const lookingAhead = verdicts.filter(({ passed }) => !passed).map(({ feature }) => feature);
    const measured = await compute.evaluate(
      {
        labels,
        probabilities,
        seed: BOOTSTRAP_SEED,
        signalThreshold: policy.probabilityThreshold,
        bars: { dates: inputs.bars.dates, close: inputs.bars.close },
        dates,
      },
      signal,
    );
    const worth = await compute.worth(
      {
        ...(await readForScoring(context, model)),
        inputs,
        set: holdout.featureSet,
        dates,
        rocAuc: measured.rocAuc,
        rocAucInterval: measured.rocAucInterval,
        seed: BOOTSTRAP_SEED,
        surrogates: policy.surrogates,
      },
      signal,
    );
    const metrics = { ...measured, worth };
    // A model judged when half of these rows were there looked at the same luck.
    const middle = dates[Math.floor(dates.length / 2)];
    const comparisons = 1 + (await modelsJudgedSince(db, run.instrument_id, middle, model.id));
    const { minimumRocAuc, gateLevel: level, beatsRules } = policy;
    const verdict = gate(metrics, {
      minimumRocAuc,
      level,
      comparisons,
      lookingAhead,
      ...(beatsRules && { rules: metrics.rules }),
    });
    const intervals = await compute.judgeIntervals(
      {
        bars: inputs.bars,
        market: marketMoves(inputs.bars.dates, inputs.context),
        dates,
        coverage: policy.intervalCoverage,
        seed: BOOTSTRAP_SEED,
      },
      signal,
    );
    const intervalVerdict = intervalGate(intervals);
    const championComparison = await besideChampion(context, holdout, probabilities, worth, BOOTSTRAP_SEED);
    const calibrationCurve = reliability(labels, probabilities);
    const [low, high] = metrics.rocAucInterval;
    const found =
      lookingAhead.length > 0
        ? `look-ahead in ${lookingAhead.join(', ')}`
        : `test AUC ${metrics.rocAuc.toFixed(3)} (${low.toFixed(3)}–${high.toFixed(3)}, p ${metrics.pValue.toFixed(2)}), ` +
          `corrected ${worth.rocAucCorrected.toFixed(3)}, accuracy ` +
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
        await saveIntervalVerdict(client, model.id, intervals, intervalVerdict);
      },
      summary: `${found}, gate ${verdict.passed ? 'passed' : 'not passed'}${beside}${toBeLookedAt(doubtful)}`,
      output: {
        metrics,
        lookahead: {
          features: verdicts.length,
          rows: verdicts[0]?.rowsChecked ?? 0,
          looking_ahead: lookingAhead,
          doubtful,
        },
        calibration: model.calibration,
        reliability: calibrationCurve,
        gate_passed: verdict.passed,
        gate_reason: verdict.reason,
        gate_rules: { minimum_roc_auc: minimumRocAuc, level, models_judged_on_these_rows: comparisons },
        intervals,
        interval_gate_passed: intervalVerdict.passed,
        interval_gate_reason: intervalVerdict.reason,
        champion_comparison: championComparison ?? null,
      },
    };
  },
};

/** Columns of another's table that know more of the growths ahead than honest ones are known to. */
function toBeLookedAt(doubtful: readonly Doubtful[]): string {
  if (doubtful.length === 0) return '';
  const said = doubtful.map(({ feature, correlation }) => `${feature} (rank correlation ${correlation.toFixed(2)})`);
  return `; look at when rows really came of ${said.join(', ')}: honest columns seldom know so much of the growth ahead`;
}

type Doubtful = { readonly feature: string; readonly correlation: number };

/** Recomputes rows the model learned from or is tested on; which ones, the run's number decides. */
async function lookaheadProof(
  { runId, compute, signal }: StepContext,
  { model, featureSet, data }: Holdout,
  inputs: FeatureInputs,
): Promise<{ verdicts: LookaheadVerdict[]; doubtful: Doubtful[] }> {
  const rows = pick(data.features, model.featureNames, `model ${model.name}`);
  const verdicts = await compute.proveNoLookahead(
    {
      inputs,
      set: featureSet,
      dates: data.dates,
      rows,
      seed: runId,
    },
    signal,
  );
  // When a row of another's table was known, only its time says: what the prices say against it is looked at.
  const place = new Map(inputs.bars.dates.map((date, t) => [date, t]));
  const positions = data.dates.map((date) => place.get(date) ?? Number.NaN);
  const doubtful: Doubtful[] = [];
  const judged = verdicts.map((verdict, j) => {
    if (!isFromSource(verdict.feature)) return verdict;
    const values = column(rows.matrix, j);
    const correlation = foreknowledge(values, data.growth);
    if (Math.abs(correlation) >= FOREKNOWN || spansItsTime({ values, positions, close: inputs.bars.close })) {
      return { ...verdict, passed: false, rowsDiffering: verdict.rowsChecked, firstDifferingSession: data.dates[0] };
    }
    if (isDoubtful(values, data.growth)) doubtful.push({ feature: verdict.feature, correlation });
    return verdict;
  });
  return { verdicts: judged, doubtful };
}
