import { z } from 'zod';
import { readBars } from '../src/db/bars.ts';
import {
  type ExternalModel,
  readExternalModel,
  saveJudgement,
  settledExternalPredictions,
} from '../src/db/external_models.ts';
import type { Pool } from '../src/db/pool.ts';
import { readPolicy } from '../src/db/runs.ts';
import { besideTrivialRules, evaluate, gate } from '../src/learn/index.ts';
import { reliability } from '../src/metrics/reliability.ts';
import type { RequestedJob } from '../src/step_support/requested_job.ts';
import { counted } from '../src/text.ts';

const payloadSchema = z.object({ model_id: z.coerce.number().int().positive() });
const BOOTSTRAP_SEED = 1;
/** A quarter of sessions, some nine outcomes that do not overlap: fewer tell nothing, whatever they say. */
const ENOUGH_TO_JUDGE = 63;

/**
 * The gate for a model from elsewhere: what it said live stands where the test range of our models does. What it
 * claimed is measured, too, and decides nothing.
 */
export const judgeExternalModel: RequestedJob = {
  name: 'judge_external_model',
  async work(payload, { db, log }) {
    const { model_id: id } = payloadSchema.parse(payload);
    const model = await readExternalModel(db, id);
    if (!model) return;
    const live = await settledExternalPredictions(db, id, 'live');
    const claimed = await settledExternalPredictions(db, id, 'claim');
    const rows = live.labels.length;
    const waits = `not judged yet: ${counted(rows, 'live prediction')} ${rows === 1 ? 'is' : 'are'} settled, and ${ENOUGH_TO_JUDGE} are needed`;
    const judged = rows < ENOUGH_TO_JUDGE ? { waits } : { live: await judge(db, model, live) };
    const { probabilityThreshold: signalThreshold } = await readPolicy(db, model.instrumentId);
    const claims =
      claimed.labels.length > 0
        ? evaluate(claimed.labels, claimed.probabilities, BOOTSTRAP_SEED, { signalThreshold })
        : null;
    await saveJudgement(db, model, { liveRows: rows, ...judged, claims });
    log.info({ model: id, live: rows, claims: claimed.labels.length }, 'model from elsewhere judged');
  },
};

async function judge(
  db: Pool,
  { instrumentId }: ExternalModel,
  { dates, labels, probabilities }: Awaited<ReturnType<typeof settledExternalPredictions>>,
) {
  const policy = await readPolicy(db, instrumentId);
  const { probabilityThreshold: signalThreshold, minimumRocAuc, gateLevel: level, beatsRules } = policy;
  const metrics = evaluate(labels, probabilities, BOOTSTRAP_SEED, { signalThreshold });
  const bars = await readBars(db, instrumentId);
  const rules = besideTrivialRules({ bars, dates, labels, probabilities, seed: BOOTSTRAP_SEED });
  return {
    metrics: { ...metrics, rules },
    ...gate(metrics, { minimumRocAuc, level, ...(beatsRules && { rules }) }),
    reliability: reliability(labels, probabilities),
  };
}
