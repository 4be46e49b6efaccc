import { saveLookaheadVerdicts } from '../src/db/lookahead.ts';
import { saveVerdict } from '../src/db/models.ts';
import { readPolicy } from '../src/db/runs.ts';
import type { LookaheadVerdict } from '../src/features/index.ts';
import { gate } from '../src/learn/index.ts';
import { selectColumns } from '../src/matrix.ts';
import { type ScoredHoldout, scoreHoldout } from '../src/pipeline/holdout.ts';
import { readPinnedInputs } from '../src/pipeline/inputs.ts';
import type { Step, StepContext } from '../src/pipeline/step.ts';

const BOOTSTRAP_SEED = 1;

/**
 * Step 6: the look-ahead proof of the model's features, metrics on the test range, which nothing before has looked at,
 * and the gate. Not passing is no failure.
 */
export const validateModel: Step = {
  name: 'validate_model',
  async work(context) {
    const { run, db, compute, signal } = context;
    const holdout = await scoreHoldout(context);
    const { model, labels, scores } = holdout;
    const { probabilities } = scores;
    const policy = await readPolicy(db, run.instrument_id);
    const verdicts = await lookaheadProof(context, holdout);
    const lookingAhead = verdicts.filter(({ passed }) => !passed).map(({ feature }) => feature);
    const metrics = await compute.evaluate({ labels, probabilities, seed: BOOTSTRAP_SEED }, signal);
    const verdict = gate(metrics, { minimumRocAuc: policy.minimumRocAuc, lookingAhead });
    const [low, high] = metrics.rocAucInterval;
    const found =
      lookingAhead.length > 0
        ? `look-ahead in ${lookingAhead.join(', ')}`
        : `test AUC ${metrics.rocAuc.toFixed(3)} (${low.toFixed(3)}–${high.toFixed(3)}), accuracy ` +
          `${(100 * metrics.accuracy).toFixed(1)} % (always the majority: ${(100 * metrics.majorityAccuracy).toFixed(1)} %)`;
    return {
      async write(client) {
        await saveLookaheadVerdicts(client, model.id, verdicts);
        await saveVerdict(client, model.id, { metrics, passed: verdict.passed, reason: verdict.reason });
      },
      summary: `${found}, gate ${verdict.passed ? 'passed' : 'not passed'}`,
      output: {
        metrics,
        lookahead: { features: verdicts.length, rows: verdicts[0]?.rowsChecked ?? 0, looking_ahead: lookingAhead },
        gate_passed: verdict.passed,
        gate_reason: verdict.reason,
      },
    };
  },
};

/** Recomputes rows the model learned from or is tested on; which ones, the run's number decides. */
async function lookaheadProof(
  { run, runId, db, compute, signal }: StepContext,
  { model, featureSet, data }: ScoredHoldout,
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
