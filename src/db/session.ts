import pg from 'pg';
import { z } from 'zod';
import { requireOwnProcess } from './own_process.ts';
import { SessionError } from './session_error.ts';
import { NOT_ON_WINDOWS, type SessionOptions, searchPath, sessionSettings } from './session_settings.ts';

const found = z.object({
  search_path: z.string(),
  schema: z.string().nullable(),
  role: z.string(),
});

/**
 * Puts each new connection into the schema, under the role and under the settings that results depend on, and asks the
 * server whether it is so: in one round trip, after connecting, because startup parameters are replaced by those of a
 * URL, and dropped or refused by poolers. The first ones also show whether a session is their own.
 * @returns what has to be awaited of each new connection before it is used
 */
export function sessionOf(options: SessionOptions): (client: pg.ClientBase) => Promise<void> {
  const statement = settingStatement(sessionSettings(options));
  let hasOwnProcess = false;
  return async (client) => {
    if (!hasOwnProcess) await requireOwnProcess(client, options);
    hasOwnProcess = true;
    const session = await settle(client, statement).catch(async (error: unknown) => {
      throw await explainRefusal(client, error, options);
    });
    requireSession(session, options);
  };
}

async function settle(client: pg.ClientBase, statement: string): Promise<z.infer<typeof found>> {
  const results: unknown = await client.query(statement);
  return z
    .array(z.object({ rows: z.array(z.unknown()) }))
    .transform((all) => found.parse(all.at(-1)?.rows[0]))
    .parse(results);
}

/** invalid_parameter_value, insufficient_privilege, cant_change_runtime_param, syntax_error of a list. */
const REFUSALS: ReadonlySet<unknown> = new Set(['22023', '42501', '55P02', '42601']);

/** What the server says to a role that does not exist, or may not be taken, and to options of the user's own. */
async function explainRefusal(client: pg.ClientBase, error: unknown, { role }: SessionOptions): Promise<unknown> {
  if (!(error instanceof Error && 'code' in error && REFUSALS.has(error.code))) return error;
  if (role === undefined || !error.message.includes(`"${role}"`)) {
    return new SessionError(
      `Postgres refuses a setting of this session: ${error.message}. Look at options in DATABASE_URL, at PGOPTIONS, and at ` +
        'what is set for this database and login (select * from pg_db_role_setting)',
      { cause: error },
    );
  }
  if (error.code !== '42501') {
    return new SessionError(`${error.message} on this server. Run: pgaugur migrate`, { cause: error });
  }
  const login = await loginOf(client);
  return new SessionError(
    `${login} may not act as ${role}: ${error.message}. Let an administrator run: grant ${role} to ${login}`,
    { cause: error },
  );
}

/** The login as SQL names it: what a URL says is not always what a pooler logs in with. */
async function loginOf(client: pg.ClientBase): Promise<string> {
  const { rows } = await client.query<{ login: string }>('select quote_ident(session_user) as login');
  return z.object({ login: z.string() }).parse(rows[0]).login;
}

/** Simple protocol, several statements: no parameters. A setting that this Postgres does not know is left out. */
function settingStatement(settings: ReadonlyMap<string, string>): string {
  const wanted = [...settings].map(([name, value]) => `(${pg.escapeLiteral(name)}, ${pg.escapeLiteral(value)})`);
  return `
    set statement_timeout to 0;
    select set_config(name, value, false) from (values ${wanted.join(', ')}) as wanted (name, value)
    where (name like '%.%' or current_setting(name, true) is not null)
      and current_setting(name, true) is distinct from value
      and (name <> '${NOT_ON_WINDOWS}' or current_setting('dynamic_shared_memory_type') <> 'windows');
    select current_setting('search_path') as search_path, current_schema()::text as schema, current_user::text as role`;
}

function requireSession(session: z.infer<typeof found>, { schema, role }: SessionOptions): void {
  const differs = (what: string, wanted: string, is: string) =>
    new SessionError(
      `the connection has ${what} ${is}, and ${wanted} was asked for. Something between here and Postgres changes the ` +
        'session: connect to Postgres directly, or through a pooler in session mode',
    );
  // Where the schema is not there yet, or not for this login, the current one is none, or that of temporary tables.
  const inAnother = session.schema !== null && session.schema !== schema && !session.schema.startsWith('pg_temp');
  if (session.search_path !== searchPath(schema) || inAnother) {
    throw differs('search_path', searchPath(schema), `${session.search_path} (schema ${session.schema ?? 'none'})`);
  }
  if (role !== undefined && session.role !== role) throw differs('role', role, session.role);
}
