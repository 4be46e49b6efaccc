import { saveVerdict } from '../src/db/models.ts';
import { readPolicy } from '../src/db/runs.ts';
import { gate } from '../src/learn/index.ts';
import { scoreHoldout } from '../src/pipeline/holdout.ts';
import type { Step } from '../src/pipeline/step.ts';

const BOOTSTRAP_SEED = 1;

/** Step 6: metrics on the test range, which nothing before has looked at, and the gate. Not passing is no failure. */
export const validateModel: Step = {
  name: 'validate_model',
  async work(context) {
    const { run, db, compute, signal } = context;
    const { model, labels, scores } = await scoreHoldout(context);
    const { probabilities } = scores;
    const policy = await readPolicy(db, run.instrument_id);
    const metrics = await compute.evaluate({ labels, probabilities, seed: BOOTSTRAP_SEED }, signal);
    const verdict = gate(metrics, { minimumRocAuc: policy.minimumRocAuc });
    const [low, high] = metrics.rocAucInterval;
    return {
      write: (client) => saveVerdict(client, model.id, { metrics, passed: verdict.passed, reason: verdict.reason }),
      summary:
        `test AUC ${metrics.rocAuc.toFixed(3)} (${low.toFixed(3)}–${high.toFixed(3)}), accuracy ` +
        `${(100 * metrics.accuracy).toFixed(1)} % (always the majority: ${(100 * metrics.majorityAccuracy).toFixed(1)} %), ` +
        `gate ${verdict.passed ? 'passed' : 'not passed'}`,
      output: { metrics, gate_passed: verdict.passed, gate_reason: verdict.reason },
    };
  },
};
