import { z } from 'zod';
import { type Queryable, rows } from './pool.ts';

const metric = z.object({
  name: z.string(),
  help: z.string(),
  labels: z.record(z.string(), z.string()),
  /** Null where there is nothing to say. */
  value: z.number().nullable(),
});
/** A number of the view pipeline_metrics, by its name and labels. */
export type Metric = z.infer<typeof metric>;

/** Some parts of the view: the others are not worked out. */
export function readMetrics(db: Queryable, parts: readonly string[]): Promise<Metric[]> {
  return rows(
    db,
    `select metric as name, help, labels, value from pipeline_metrics where part = any ($1)
     order by metric, labels`,
    [parts],
    metric,
  );
}
