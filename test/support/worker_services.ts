import { createCompute } from '../../src/compute/compute.ts';
import { expectedVersion } from '../../src/db/schema_version.ts';
import { createLog } from '../../src/env/log.ts';
import type { WorkerServices } from '../../src/queues/take_step.ts';
import type { OwnDatabase } from './own_database.ts';

const version = await expectedVersion();

/** What the steps share that a test executes on its database: a pool, one thread, and no log. */
export function ownWorkerServices(database: OwnDatabase): WorkerServices {
  const compute = createCompute(1);
  database.beforeDrop(() => compute.close());
  return { db: database.pool(), compute, log: createLog('silent'), version };
}
