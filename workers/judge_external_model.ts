import { z } from 'zod';
import { readBars } from '../src/db/bars.ts';
import {
  claimsWithoutInterval,
  type ExternalModel,
  giveIntervals,
  readExternalModel,
  saveJudgement,
  settledExternalPredictions,
} from '../src/db/external_models.ts';
import { featureSetById } from '../src/db/feature_sets.ts';
import { type Policy, readPolicy } from '../src/db/runs.ts';
import { gate, intervalGate } from '../src/learn/index.ts';
import { reliability } from '../src/metrics/reliability.ts';
import { withIntervals } from '../src/predictions/index.ts';
import { payloadId } from '../src/step_support/payload_id.ts';
import { readFeatureInputs, readMarketMoves } from '../src/step_support/read_feature_inputs.ts';
import type { RequestedJob, RequestedJobContext } from '../src/step_support/requested_job.ts';
import { readForScoring } from '../src/step_support/scoring.ts';
import { counted } from '../src/text.ts';

const payloadSchema = z.object({ model_id: payloadId });
const BOOTSTRAP_SEED = 1;
/** A quarter of sessions, some nine outcomes that do not overlap: fewer tell nothing, whatever they say. */
export const ENOUGH_TO_JUDGE = 63;

type Assessment = Awaited<ReturnType<RequestedJobContext['compute']['evaluate']>>;
type Said = Awaited<ReturnType<typeof settledExternalPredictions>>;

/**
 * The gate for a model from elsewhere: what it said live stands where the test range of our models does. What it
 * claimed is measured, too, and decides nothing.
 */
export const judgeExternalModel = {
  name: 'judge_external_model',
  async work(payload: unknown, context: RequestedJobContext) {
    const { model_id: id } = payloadSchema.parse(payload);
    const { db, log } = context;
    const model = await readExternalModel(db, id);
    if (!model) return;
    const policy = await readPolicy(db, model.instrumentId);
    await completeClaims(context, model, policy);
    const live = await settledExternalPredictions(db, id, 'live');
    const claimed = await settledExternalPredictions(db, id, 'claim');
    const rows = live.labels.length;
    const waits = `not judged yet: ${counted(rows, 'live prediction')} ${rows === 1 ? 'is' : 'are'} settled, and ${ENOUGH_TO_JUDGE} are needed`;
    const judged = rows < ENOUGH_TO_JUDGE ? { waits } : { live: await judge(context, model, policy, live) };
    const claims = claimed.labels.length > 0 ? await measure(context, model, policy, claimed) : null;
    await saveJudgement(db, model, { liveRows: rows, ...judged, claims });
    log.info({ model: id, live: rows, claims: claimed.labels.length }, 'model from elsewhere judged');
  },
} satisfies RequestedJob;

async function judge(context: RequestedJobContext, model: ExternalModel, policy: Policy, live: Said) {
  const { minimumRocAuc, gateLevel: level, beatsRules } = policy;
  const measured = await measure(context, model, policy, live);
  const worth = await worthOf(context, model, policy, live, measured);
  return {
    metrics: { ...measured, ...worth },
    ...gate(measured, { minimumRocAuc, level, ...(beatsRules && { rules: measured.rules }) }),
    reliability: reliability(live.labels, live.probabilities),
    intervals: await judgeIntervals(context, model, policy, live),
  };
}

/** Claims of sessions that no model of ours has spoken of have no interval to borrow; it is worked out here. */
async function completeClaims({ db }: RequestedJobContext, { id, instrumentId }: ExternalModel, policy: Policy) {
  const claims = await claimsWithoutInterval(db, id);
  if (claims.length === 0) return;
  const bars = await readBars(db, instrumentId);
  const told = withIntervals(claims, bars, policy.intervalCoverage, await readMarketMoves(db, instrumentId, bars));
  await giveIntervals(
    db,
    id,
    told.flatMap(({ date, interval }) => (interval ? [{ date, interval }] : [])),
  );
}

/** Of the sessions that it spoke of live: the interval is the instrument's, and so is what it was worth there. */
async function judgeIntervals(
  { db, compute, signal }: RequestedJobContext,
  { instrumentId }: ExternalModel,
  { intervalCoverage: coverage }: Policy,
  { dates }: Said,
) {
  const bars = await readBars(db, instrumentId);
  const market = await readMarketMoves(db, instrumentId, bars);
  const evaluation = await compute.judgeIntervals({ bars, market, dates, coverage, seed: BOOTSTRAP_SEED }, signal);
  return { evaluation, verdict: intervalGate(evaluation) };
}

/** As our models on their test rows: metrics, beside rules that need no model, and beside the base rate of the past. */
async function measure(
  { db, compute, signal }: RequestedJobContext,
  { instrumentId }: ExternalModel,
  { probabilityThreshold: signalThreshold }: Policy,
  { dates, labels, probabilities }: Said,
): Promise<Assessment> {
  const { dates: sessions, close } = await readBars(db, instrumentId);
  const bars = { dates: sessions, close };
  return compute.evaluate({ labels, probabilities, seed: BOOTSTRAP_SEED, signalThreshold, bars, dates }, signal);
}

/**
 * What its ROC-AUC is worth, of a model that is at hand. One that cannot be asked about other histories is judged all
 * the same by what it said; why it cannot, is kept beside it.
 */
async function worthOf(
  context: RequestedJobContext,
  { id, instrumentId, registered }: ExternalModel,
  { surrogates }: Policy,
  { dates }: Said,
  { rocAuc, rocAucInterval }: Assessment,
) {
  if (!registered) return {};
  const { db, compute, signal, log } = context;
  if (!registered.isSupported) return { whyNotCorrected: 'features of its set are not computed any more' };
  const request = {
    ...(await readForScoring(context, registered)),
    inputs: await readFeatureInputs(db, instrumentId),
    set: await featureSetById(db, registered.featureSetId),
    dates,
    rocAuc,
    rocAucInterval,
    seed: BOOTSTRAP_SEED,
    surrogates,
  };
  try {
    return { worth: await compute.worth(request, signal) };
  } catch (error) {
    if (signal.aborted) throw error; // another worker will
    const whyNotCorrected = error instanceof Error ? error.message : String(error);
    log.warn({ model: id, error: whyNotCorrected }, 'a model from elsewhere cannot be tried on mirrored histories');
    return { whyNotCorrected };
  }
}
