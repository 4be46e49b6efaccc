import type { SchemaVersionError } from '../db/schema_version.ts';

/** Something that takes jobs until it is stopped. */
export type RunningWorker = {
  /** Takes no further jobs, gives back what is under way and waits until nothing is. */
  stop(): Promise<void>;
};

/** A whole worker process. */
export type WorkerProcess = RunningWorker & {
  /** Settles when a step is refused because the schema was migrated: this process has to be started anew. */
  readonly outdated: Promise<SchemaVersionError>;
};
