import { type Metric, readMetrics } from '../../db/metrics.ts';
import type { Pool } from '../../db/pool.ts';
import type { Logger } from '../../env/log.ts';
import { cached } from './cached.ts';
import { prometheusText } from './prometheus.ts';

/** Parts of the view that are asked for together, and for how long their numbers are as good as new. */
const QUERIES = [
  { parts: ['queues', 'alerts'], seconds: 5 },
  { parts: ['runs', 'predictions', 'models'], seconds: 60 },
  { parts: ['late'], seconds: 300 },
] as const;

/**
 * What answers /metrics: however many scrape, the database is asked once in a while. What takes too long on a large
 * installation is missing, and does not take the rest along.
 */
export function metricsPage(db: Pool, log: Logger): () => Promise<string> {
  const queries = QUERIES.map(({ parts, seconds }) => cached(1000 * seconds, () => readMetrics(db, parts)));
  return async () => {
    const metrics: Metric[] = [];
    let unread = 0;
    // One after the other: they share a connection.
    for (const query of queries) {
      try {
        metrics.push(...(await query()));
      } catch (error) {
        log.warn({ err: error }, 'metrics could not be read');
        unread++;
      }
    }
    return prometheusText([...metrics, { ...UNREAD, value: unread }]);
  };
}

const UNREAD = { name: 'pgaugur_unread_metrics', help: 'Queries for metrics that failed in this scrape.', labels: {} };
