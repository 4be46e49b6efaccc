import { type Metric, readMetrics } from '../../db/metrics.ts';
import type { Pool } from '../../db/pool.ts';
import { cached } from './cached.ts';
import { prometheusText } from './prometheus.ts';

/** Parts of the view that are asked for together, and for how long their numbers are as good as new. */
const QUERIES = [
  { parts: ['queues', 'alerts'], seconds: 5 },
  { parts: ['runs', 'predictions', 'models'], seconds: 60 },
] as const;

/** @returns what answers /metrics: however many scrape, the database is asked once in a while */
export function metricsPage(db: Pool): () => Promise<string> {
  const queries = QUERIES.map(({ parts, seconds }) => cached(1000 * seconds, () => readMetrics(db, parts)));
  return async () => {
    const metrics: Metric[] = [];
    // One after the other: they share a connection.
    for (const query of queries) metrics.push(...(await query()));
    return prometheusText(metrics);
  };
}
