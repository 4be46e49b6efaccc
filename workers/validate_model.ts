import { featureSetById } from '../src/db/feature_sets.ts';
import { modelOfRun, saveVerdict } from '../src/db/models.ts';
import { readPolicy, stepOutput } from '../src/db/runs.ts';
import { gate } from '../src/learn/index.ts';
import { sliceRows } from '../src/matrix.ts';
import { readLabelledRows } from '../src/pipeline/dataset.ts';
import { preparedData } from '../src/pipeline/outputs.ts';
import { scoreRows } from '../src/pipeline/scoring.ts';
import type { Step } from '../src/pipeline/step.ts';

const BOOTSTRAP_SEED = 1;

/** Step 6: metrics on the test range, which nothing before has looked at, and the gate. Not passing is no failure. */
export const validateModel: Step = {
  name: 'validate_model',
  async work({ run, runId, db, compute, signal }) {
    const { split, feature_set_id } = await stepOutput(db, runId, 'prepare_training_data', preparedData);
    const model = await modelOfRun(db, runId);
    const policy = await readPolicy(db, run.instrument_id);
    const featureSet = await featureSetById(db, feature_set_id);
    const data = await readLabelledRows(db, run, featureSet);
    const [from, to] = split.test;
    const features = sliceRows(data.features, from, to);
    const { probabilities } = await scoreRows(db, compute, model, featureSet.names, features, signal);
    const labels = data.labels.slice(from, to);
    const metrics = await compute.evaluate({ labels, probabilities, seed: BOOTSTRAP_SEED }, signal);
    const verdict = gate(metrics, { minimumRocAuc: policy.minimumRocAuc });
    const [low, high] = metrics.rocAucInterval;
    return {
      write: (client) => saveVerdict(client, model.id, { metrics, passed: verdict.passed, reason: verdict.reason }),
      summary:
        `test AUC ${metrics.rocAuc.toFixed(3)} (${low.toFixed(3)}–${high.toFixed(3)}), accuracy ` +
        `${(100 * metrics.accuracy).toFixed(1)} % (always the majority: ${(100 * metrics.baseRate).toFixed(1)} %), ` +
        `gate ${verdict.passed ? 'passed' : 'not passed'}`,
      output: { metrics, gate_passed: verdict.passed, gate_reason: verdict.reason },
    };
  },
};
