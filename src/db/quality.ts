import type { QualityMetric } from '../quality/index.ts';
import type { Queryable } from './pool.ts';

/** Adds what was measured; an earlier measurement of the same day is replaced, those of other days stay as history. */
export async function writeQualityMetrics(
  db: Queryable,
  instrumentId: number,
  metrics: readonly QualityMetric[],
): Promise<void> {
  await db.query(
    'delete from data_quality_metrics where instrument_id = $1 and metric_name = any ($2) and created_at >= current_date',
    [instrumentId, metrics.map((metric) => metric.name)],
  );
  await db.query(
    `insert into data_quality_metrics
       (instrument_id, metric_name, metric_value, is_valid, severity, threshold_value, description)
     select $1, m.* from unnest($2::text[], $3::float8[], $4::boolean[], $5::text[], $6::float8[], $7::text[]) as m`,
    [
      instrumentId,
      metrics.map((metric) => metric.name),
      metrics.map((metric) => metric.value),
      metrics.map((metric) => metric.isValid),
      metrics.map((metric) => metric.severity),
      metrics.map((metric) => metric.threshold),
      metrics.map((metric) => metric.description),
    ],
  );
}
