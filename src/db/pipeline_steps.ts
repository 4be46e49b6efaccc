import { z } from 'zod';
import { type Queryable, rows } from './pool.ts';

const stepRow = z.object({
  name: z.string(),
  executor: z.enum(['graphile_worker', 'pg_boss']),
  maxAttempts: z.number().int(),
  timeoutSeconds: z.number(),
});
export type StepRow = z.infer<typeof stepRow>;

/** The steps as the database defines them: who executes them, how often they are tried, how long they may take. */
export function readSteps(db: Queryable): Promise<StepRow[]> {
  return rows(
    db,
    `select name, executor, max_attempts as "maxAttempts", extract(epoch from timeout)::float8 as "timeoutSeconds"
     from ml_pipeline_steps order by name`,
    [],
    stepRow,
  );
}
