import { z } from 'zod';
import type { Bars } from '../src/bars.ts';
import { readBars } from '../src/db/bars.ts';
import {
  claimsWithoutInterval,
  giveIntervals,
  readExternalModel,
  saveJudgement,
  settledExternalPredictions,
} from '../src/db/external_models.ts';
import { type Policy, readPolicy } from '../src/db/runs.ts';
import { besideTrivialRules, evaluate, gate, intervalGate, judgeIntervals } from '../src/learn/index.ts';
import type { MarketMoves } from '../src/market_moves.ts';
import { reliability } from '../src/metrics/reliability.ts';
import { withIntervals } from '../src/predictions/index.ts';
import { readMarketMoves } from '../src/step_support/read_feature_inputs.ts';
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
    const policy = await readPolicy(db, model.instrumentId);
    const bars = await readBars(db, model.instrumentId);
    const claims = await claimsWithoutInterval(db, id);
    const market = await readMarketMoves(db, model.instrumentId, bars);
    const told = withIntervals(claims, bars, policy.intervalCoverage, market);
    await giveIntervals(
      db,
      id,
      told.flatMap(({ date, interval }) => (interval ? [{ date, interval }] : [])),
    );
    const live = await settledExternalPredictions(db, id, 'live');
    const claimed = await settledExternalPredictions(db, id, 'claim');
    const rows = live.labels.length;
    const waits = `not judged yet: ${counted(rows, 'live prediction')} ${rows === 1 ? 'is' : 'are'} settled, and ${ENOUGH_TO_JUDGE} are needed`;
    const judged = rows < ENOUGH_TO_JUDGE ? { waits } : { live: judge(policy, bars, market, live) };
    const measured =
      claimed.labels.length > 0
        ? evaluate(claimed.labels, claimed.probabilities, BOOTSTRAP_SEED, {
            signalThreshold: policy.probabilityThreshold,
          })
        : null;
    await saveJudgement(db, model, { liveRows: rows, ...judged, claims: measured });
    log.info({ model: id, live: rows, claims: claimed.labels.length }, 'model from elsewhere judged');
  },
};

function judge(
  policy: Policy,
  bars: Bars,
  market: MarketMoves | undefined,
  { dates, labels, probabilities }: Awaited<ReturnType<typeof settledExternalPredictions>>,
) {
  const { probabilityThreshold: signalThreshold, minimumRocAuc, gateLevel: level, beatsRules } = policy;
  const metrics = evaluate(labels, probabilities, BOOTSTRAP_SEED, { signalThreshold });
  const rules = besideTrivialRules({ bars, dates, labels, probabilities, seed: BOOTSTRAP_SEED });
  const evaluation = judgeIntervals({ bars, market, dates, coverage: policy.intervalCoverage, seed: BOOTSTRAP_SEED });
  return {
    metrics: { ...metrics, rules },
    ...gate(metrics, { minimumRocAuc, level, ...(beatsRules && { rules }) }),
    reliability: reliability(labels, probabilities),
    intervals: { evaluation, verdict: intervalGate(evaluation) },
  };
}
