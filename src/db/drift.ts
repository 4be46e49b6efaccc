import { z } from 'zod';
import type { ColumnReference, Drift, DriftReference } from '../learn/index.ts';
import { STABILITY_BINS } from '../metrics/population_stability.ts';
import { firstRow, type Queryable } from './pool.ts';
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

const storedReference = z.object({
  sessions: z.number().int(),
  featureEdges: z.array(z.number()),
  featureCounts: z.array(z.number().int()),
  // A training range shorter than a window has infinite noise, which JSON and zod's number do not know.
  featureNoise: z.array(z.union([z.number(), z.literal(Number.POSITIVE_INFINITY)])),
  scoreEdges: z.array(z.number()),
  scoreCounts: z.array(z.number().int()),
  scoreNoise: z.union([z.number(), z.literal(Number.POSITIVE_INFINITY)]),
});

/** What a model's newest sessions are compared with; undefined for one that was validated before there was drift. */
export async function readDriftReference(db: Queryable, modelId: number): Promise<DriftReference | undefined> {
  const found = await firstRow(
    db,
    prepared(`select sessions, feature_edges as "featureEdges", feature_counts as "featureCounts",
            feature_noise as "featureNoise", score_edges as "scoreEdges", score_counts as "scoreCounts",
            score_noise as "scoreNoise"
     from ml_drift_references where model_id = $1`),
    [modelId],
    storedReference,
  );
  if (!found) return undefined;
  const columnReference = (edges: number[], counts: number[], noise: number): ColumnReference => ({
    edges: Float64Array.from(edges),
    counts: Int32Array.from(counts),
    noise,
  });
  return {
    sessions: found.sessions,
    features: found.featureNoise.map((noise, j) =>
      columnReference(
        found.featureEdges.slice(j * EDGES, (j + 1) * EDGES),
        found.featureCounts.slice(j * COUNTS, (j + 1) * COUNTS),
        noise,
      ),
    ),
    scores: columnReference(found.scoreEdges, found.scoreCounts, found.scoreNoise),
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
