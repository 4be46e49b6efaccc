import { createPool, type PoolOptions } from '../../db/pool.ts';
import { expectedVersion } from '../../db/schema_version.ts';
import type { Logger } from '../../env/log.ts';
import { limits } from '../limits.ts';
import { metricsPage } from './metrics.ts';
import { createProbes, type Probes } from './probes.ts';
import { IMPATIENT, readiness } from './readiness.ts';

export type ProbeOptions = Omit<PoolOptions, 'max'> & {
  /** Whether there is a page for Prometheus. */
  readonly withMetrics: boolean;
  /** Why this process does not do its work, whatever the database says. */
  readonly notReady?: () => string | undefined;
  readonly log: Logger;
};

/**
 * Probes with connections of their own, opened when they are first asked: requests that have taken all others do not
 * make a process unready.
 */
export async function databaseProbes({
  withMetrics,
  notReady,
  log,
  ...connection
}: ProbeOptions): Promise<{ readonly probes: Probes; stop(): Promise<void> }> {
  const expected = await expectedVersion();
  const options = { ...connection, settings: { statement_timeout: String(limits.statementMilliseconds) }, max: 1 };
  const asking = createPool(options, IMPATIENT);
  const counting = createPool(options, { query_timeout: 2 * limits.statementMilliseconds });
  const probes = createProbes({
    readiness: async () => {
      const reason = notReady?.();
      return reason === undefined ? readiness(asking, expected) : { ready: false, database: 'not asked', reason };
    },
    metrics: withMetrics ? metricsPage(counting, log) : undefined,
    log,
  });
  return { probes, stop: async () => void (await Promise.all([asking.end(), counting.end()])) };
}
