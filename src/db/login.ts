import { z } from 'zod';
import { firstRow, type Queryable } from './pool.ts';

/**
 * Which of the roles the login of a connection may act as, so which commands start with it: a worker has to be
 * pgaugur_worker, the API pgaugur_reader. And whether the server is a standby, where nothing writes.
 * @returns sentences
 */
export async function loginLines(db: Queryable): Promise<string[]> {
  // Since Postgres 16 a member may be one that cannot switch.
  const found = await firstRow(
    db,
    `select session_user::text as login, pg_is_in_recovery() as "isStandby", coalesce((
       select json_agg(r.rolname order by r.rolname) from pg_roles r
       where r.rolname in ('pgaugur_reader', 'pgaugur_operator', 'pgaugur_worker')
         and pg_has_role(session_user, r.oid,
           case when current_setting('server_version_num')::integer < 160000 then 'MEMBER' else 'SET' end)), '[]') as roles`,
    [],
    z.object({ login: z.string(), isStandby: z.boolean(), roles: z.array(z.string()) }),
  );
  if (!found) return [];
  const roles = found.roles.length > 0 ? found.roles.join(', ') : 'none of the roles of pgaugur';
  return [
    `login ${found.login} may act as ${roles}`,
    ...(found.isStandby
      ? ['a standby: it answers serve, status and whatever else reads; workers, and all that writes, need the primary']
      : []),
  ];
}
