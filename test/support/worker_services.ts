import { expectedVersion } from '../../src/db/schema_version.ts';
import { createLog } from '../../src/env/log.ts';
import type { WorkerServices } from '../../src/queues/take_step.ts';
import type { OwnDatabase } from './own_database.ts';
import { sharedThreads } from './threads.ts';

const version = await expectedVersion();

/** What the steps share that a test executes on its database: a pool, threads, and no log. */
export function ownWorkerServices(database: OwnDatabase): WorkerServices {
  return { db: database.pool(), compute: sharedThreads(), log: createLog('silent'), version };
}
