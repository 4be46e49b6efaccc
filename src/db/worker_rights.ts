import { z } from 'zod';
import { type Queryable, rows } from './pool.ts';
import { bossSchema, workerSchema } from './queue_schemas.ts';

/** A worker's role lacks rights that each job takes: it would start, and no step would say why nothing goes on. */
export class WorkerRightsError extends Error {
  override name = 'WorkerRightsError';
}

const missingGrant = z.object({ role: z.string(), grant: z.string() });
const SHOWN = 3;

/** What moves a run, and what announces a worker. Other rights are missed by a step, whose failure says so. */
const VERBS = [
  ...[
    'take_step',
    'fence_step',
    'finish_step',
    'finish_and_go_on',
    'skip_run',
    'fail_step',
    'release_step',
    'fail_dead_letter',
  ],
  ...['register_worker_pool', 'unregister_worker_pool', 'sweep_dead_workers', 'open_left_requests'],
];

/**
 * Asks the catalogs, which every login may read, whether the connection's role may work on both queues
 * and move runs.
 * @throws WorkerRightsError with the grants that are missing
 */
export async function assertWorkerRights(db: Queryable, schema: string): Promise<void> {
  const missing = await rows(
    db,
    MISSING_GRANTS,
    [[workerSchema(schema), bossSchema(schema)], schema, VERBS],
    missingGrant,
  );
  const [first] = missing;
  if (!first) return;
  const more = missing.length > SHOWN ? `; and ${missing.length - SHOWN} more` : '';
  throw new WorkerRightsError(
    `role ${first.role} lacks rights that a worker needs. Let their owner run: ` +
      `${missing
        .slice(0, SHOWN)
        .map(({ grant }) => grant)
        .join('; ')}${more}`,
  );
}

const MISSING_GRANTS = `
  with schemas as (select oid, nspname from pg_namespace where nspname = any($1::text[])),
  needed (position, target, privilege, granted) as (
    select 1, format('schema %I', nspname), 'usage', has_schema_privilege(oid, 'usage') from schemas
    union all
    select 2, format('%I.%I', nspname, relname), privilege, has_table_privilege(c.oid, privilege)
    from schemas s join pg_class c on c.relnamespace = s.oid and c.relkind in ('r', 'p'),
         unnest(array['select', 'insert', 'update', 'delete']) with ordinality p (privilege, i)
    union all
    select 3, format('function %s', p.oid::regprocedure), 'execute', has_function_privilege(p.oid, 'execute')
    from schemas s join pg_proc p on p.pronamespace = s.oid
    union all
    -- One that is not there is missed, too: the list and sql/ belong together.
    select 4, format('function %s', coalesce(p.oid::regprocedure::text, verb)), 'execute',
           coalesce(has_function_privilege(p.oid, 'execute'), false)
    from unnest($3::text[]) verb
    left join pg_proc p on p.proname = verb and p.pronamespace = to_regnamespace(quote_ident($2))
  )
  select current_user::text as role,
         format('grant %s on %s to %I', string_agg(privilege, ', '), target, current_user) as grant
  from needed
  where not granted
  group by position, target
  order by position, target`;
