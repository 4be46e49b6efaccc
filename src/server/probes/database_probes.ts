import { createPool, type PoolOptions } from '../../db/pool.ts';
import { expectedVersion } from '../../db/schema_version.ts';
import type { Logger } from '../../env/log.ts';
import { limits } from '../limits.ts';
import { metricsPage } from './metrics.ts';
import { createProbes, type Probes } from './probes.ts';
import { readiness } from './readiness.ts';

/**
 * Probes with connections of their own, opened when they are first asked: requests that have taken all others do not
 * make a process unready.
 */
export async function databaseProbes(
  options: Omit<PoolOptions, 'max'>,
  { log, withMetrics }: { readonly log: Logger; readonly withMetrics: boolean },
): Promise<{ readonly probes: Probes; stop(): Promise<void> }> {
  const expected = await expectedVersion();
  const settings = { statement_timeout: String(limits.statementMilliseconds) };
  const asking = createPool({ ...options, settings, max: 1 });
  const counting = createPool({ ...options, settings, max: limits.probeConnections - 1 });
  const probes = createProbes({
    readiness: () => readiness(asking, expected),
    metrics: withMetrics ? metricsPage(counting) : undefined,
    log,
  });
  return { probes, stop: async () => void (await Promise.all([asking.end(), counting.end()])) };
}
