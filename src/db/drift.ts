import type { Drift, DriftReference } from '../learn/index.ts';
import { STABILITY_BINS } from '../metrics/population_stability.ts';
import { copyOut } from './copy_out.ts';
import { float8Array } from './copy_table.ts';
import type { Pool, Queryable } from './pool.ts';
import { prepared } from './prepared.ts';

/** Inner edges, and counts with that of missing values. */
const EDGES = STABILITY_BINS - 1;
const COUNTS = STABILITY_BINS + 1;

/** Stores what later sessions of a model are compared with; a second attempt replaces what the first one stored. */
export async function saveDriftReference(db: Queryable, modelId: number, reference: DriftReference): Promise<void> {
  const { sessions, features, scores } = reference;
  await db.query(
    `insert into ml_drift_references
       (model_id, sessions, feature_edges, feature_counts, feature_noise, score_edges, score_counts, score_noise)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (model_id) do update
     set sessions = excluded.sessions, feature_edges = excluded.feature_edges,
         feature_counts = excluded.feature_counts, feature_noise = excluded.feature_noise,
         score_edges = excluded.score_edges, score_counts = excluded.score_counts, score_noise = excluded.score_noise`,
    [
      modelId,
      sessions,
      features.flatMap(({ edges }) => [...edges]),
      features.flatMap(({ counts }) => [...counts]),
      features.map(({ noise }) => noise),
      [...scores.edges],
      [...scores.counts],
      scores.noise,
    ],
  );
}

/**
 * What a model's newest sessions are compared with; undefined for one that was validated before there was drift. By COPY:
 * it is some thousand numbers, read in each run, and made from text they were a quarter of all that a run allocates.
 */
export async function readDriftReference(db: Pool, modelId: number): Promise<DriftReference | undefined> {
  const found = await copyOut(
    db,
    `select sessions, feature_edges, feature_counts::float8[], feature_noise, score_edges, score_counts::float8[],
            score_noise
     from ml_drift_references where model_id = ${Number(modelId)}`,
  );
  if (found.rows === 0) return undefined;
  const [featureEdges, featureCounts, featureNoise, scoreEdges, scoreCounts] = [1, 2, 3, 4, 5].map((field) =>
    float8Array(found, 0, field),
  );
  return {
    sessions: found.int4(0, 0),
    features: Array.from(featureNoise, (noise, j) => ({
      edges: featureEdges.subarray(j * EDGES, (j + 1) * EDGES),
      counts: Int32Array.from(featureCounts.subarray(j * COUNTS, (j + 1) * COUNTS)),
      noise,
    })),
    scores: { edges: scoreEdges, counts: Int32Array.from(scoreCounts), noise: found.float8(0, 6) },
  };
}

/** Stores a measurement, in place of an earlier one of the same session. */
export async function saveDrift(db: Queryable, modelId: number, session: string, drift: Drift): Promise<void> {
  await db.query(
    prepared(`insert into ml_drift
       (model_id, session, sessions, score_psi, score_noise, drifted_share, major_share, worst_features)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (model_id, session) do update
     set sessions = excluded.sessions, score_psi = excluded.score_psi, score_noise = excluded.score_noise,
         drifted_share = excluded.drifted_share, major_share = excluded.major_share,
         worst_features = excluded.worst_features, measured_at = clock_timestamp()`),
    [
      modelId,
      session,
      drift.sessions,
      drift.scorePsi,
      drift.scoreNoise,
      drift.driftedShare,
      drift.majorShare,
      JSON.stringify(drift.drifted),
    ],
  );
}
