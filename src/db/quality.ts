import { z } from 'zod';
import type { AdjustedCloses, QualityMetric } from '../quality/index.ts';
import { firstRow, type Queryable } from './pool.ts';
import { prepared } from './prepared.ts';

/** Adds what was measured; an earlier measurement of the same day is replaced, those of other days stay as history. */
export async function writeQualityMetrics(
  db: Queryable,
  instrumentId: number,
  metrics: readonly QualityMetric[],
): Promise<void> {
  await db.query(
    prepared(
      'delete from data_quality_metrics where instrument_id = $1 and metric_name = any ($2) and created_at >= current_date',
    ),
    [instrumentId, metrics.map((metric) => metric.name)],
  );
  await db.query(
    prepared(`insert into data_quality_metrics
       (instrument_id, metric_name, metric_value, is_valid, severity, threshold_value, description)
     select $1, m.* from unnest($2::text[], $3::float8[], $4::boolean[], $5::text[], $6::float8[], $7::text[]) as m`),
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

/** What is stored of adjusted closes. Index prices have none. */
export async function readAdjustedCloses(db: Queryable, instrumentId: number): Promise<AdjustedCloses> {
  const found = await firstRow(
    db,
    prepared(`select count(*)::int as sessions, (count(*) filter (where adjusted <> close))::int as differing,
            -- An adopted table may hold NaN, infinity and 0, of which there is no difference.
            coalesce(max(abs(adjusted / close - 1)) filter (
              where adjusted > 0 and adjusted < 1e100 and close > 1e-100 and close < 1e100), 0) as largest
     from (select adjusted_close::float8 as adjusted, close_price::float8 as close
           from stock_prices where stock_id = $1 and adjusted_close is not null) p`),
    [instrumentId],
    z.object({ sessions: z.number().int(), differing: z.number().int(), largest: z.number() }),
  );
  return found ?? { sessions: 0, differing: 0, largest: 0 };
}
