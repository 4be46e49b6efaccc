import pg from 'pg';
import { z } from 'zod';
import { rows } from './pool.ts';

/** Somebody else holds a lock that was asked for, at once or not at all. */
export class LockRefused extends Error {
  override name = 'LockRefused';
  /** As SQL writes it. */
  readonly relation: string;
  /** The modes of others that are in the way, as pg_locks writes them. */
  readonly inTheWay: readonly string[];

  constructor(relation: string, mode: Mode) {
    super(`${relation} is in use`);
    this.relation = relation;
    this.inTheWay = IN_THE_WAY[mode];
  }
}

type Mode = 'share row exclusive' | 'exclusive' | 'access exclusive';
type Claims = ReadonlyMap<string, Mode>;

const WRITING = [
  'RowExclusiveLock',
  'ShareUpdateExclusiveLock',
  'ShareLock',
  'ShareRowExclusiveLock',
  'ExclusiveLock',
  'AccessExclusiveLock',
];
const IN_THE_WAY: Readonly<Record<Mode, readonly string[]>> = {
  'share row exclusive': WRITING,
  exclusive: ['RowShareLock', ...WRITING],
  'access exclusive': ['AccessShareLock', 'RowShareLock', ...WRITING],
};

/**
 * Who has these lets transactions under way end and makes new writers wait: prices come before runs, as whoever writes
 * locks them. Without it an insert or a step that has its first lock could wait for us while we wait for it. Reading goes
 * on.
 */
const OF_WRITERS: Claims = new Map([
  ['stock_prices', 'share row exclusive'],
  ['index_prices', 'share row exclusive'],
  ['ml_pipeline_runs', 'exclusive'],
]);

/**
 * What applying the logic takes beside the views and the tables with triggers: those of which it drops something, and
 * those whose rows a migration writes, so that it does not meet a row that somebody has locked.
 */
const OF_LOGIC: Claims = new Map([
  ...['exchanges', 'exchange_calendars', 'exchange_holidays', 'known_exchanges'].map(asWritten),
  ...['ml_feature_meanings', 'ml_feature_sets', 'ml_pipeline_runs', 'pgaugur_version'].map(asWritten),
  ...['ml_run_requests', 'index_prices', 'stock_prices'].map((name): [string, Mode] => [name, 'access exclusive']),
]);

function asWritten(name: string): [string, Mode] {
  return [name, 'exclusive'];
}

/** @param also tables that writers wait for, too */
export function claimWriters(client: pg.ClientBase, also: readonly string[] = []): Promise<void> {
  return claim(
    client,
    [],
    new Map([...OF_WRITERS, ...also.map((name): [string, Mode] => [name, 'share row exclusive'])]),
  );
}

/** From here on readers of views and prices wait. */
export async function claimLogic(client: pg.ClientBase): Promise<void> {
  const own = await ownRelations(client);
  const triggered = own.filter(({ hasTriggers }) => hasTriggers).map(({ name }) => asWritten(name));
  return claim(
    client,
    own.filter(({ isView }) => isView),
    new Map([...triggered, ...OF_LOGIC]),
  );
}

/** From here on readers wait. */
export async function claimEverything(client: pg.ClientBase): Promise<void> {
  const own = await ownRelations(client);
  const tables = own.filter(({ isView }) => !isView).map(({ name }): [string, Mode] => [name, 'access exclusive']);
  return claim(
    client,
    own.filter(({ isView }) => isView),
    new Map([...OF_WRITERS, ...tables]),
  );
}

const relation = z.object({ name: z.string(), isView: z.boolean(), hasTriggers: z.boolean(), owner: z.string() });
type Relation = z.infer<typeof relation>;

function ownRelations(client: pg.ClientBase): Promise<Relation[]> {
  return rows(
    client,
    `select relname::text as name, relkind = 'v' as "isView",
            exists (select from pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal) as "hasTriggers",
            pg_get_userbyid(relowner)::text as owner
     from pg_class c
     where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p', 'v') and not relispartition
       and pg_has_role(relowner, 'usage')
     order by oid`,
    [],
    relation,
  );
}

/** Among many who write for moments, one is caught in which none does. */
const ATTEMPTS = 40;
const SECONDS_BETWEEN = 0.005;

/**
 * All of them or none, and none is waited for: a lock that waits makes everybody wait who comes after it. What was got
 * before a refusal is given back by the server itself, in the same statement. Views come first, since a reader locks a
 * view before its tables, and by naming their owner again: LOCK would go on to the tables of each, system catalogs among
 * them, and nobody could log in any more. A foreign table takes no lock, and what its own server does waits for nobody.
 * @throws LockRefused
 */
async function claim(client: pg.ClientBase, views: readonly Relation[], tables: Claims): Promise<void> {
  const identifier = pg.escapeIdentifier;
  const wanted = [
    ...views.map(({ name, owner }) => ({
      name,
      mode: 'access exclusive' as const,
      statement: `alter view ${identifier(name)} owner to ${identifier(owner)}`,
    })),
    ...[...tables].map(([name, mode]) => ({
      name,
      mode,
      statement: `lock table ${identifier(name)} in ${mode} mode nowait`,
    })),
  ];
  const body = `
    declare
      wanted record;
    begin
      for attempt in 1..${ATTEMPTS} loop
        begin
          for wanted in
            select * from jsonb_to_recordset(${pg.escapeLiteral(JSON.stringify(wanted))}) as w (name text, statement text)
          loop
            continue when not exists (select from pg_class
                                      where oid = to_regclass(quote_ident(wanted.name)) and relkind <> 'f');
            execute wanted.statement;
          end loop;
          perform set_config('pgaugur.refused', '', true);
          return;
        exception when lock_not_available then
          perform set_config('pgaugur.refused', wanted.name, true);
        end;
        perform pg_sleep(${SECONDS_BETWEEN});
      end loop;
    end`;
  const before = await client.query<{ timeout: string }>("select current_setting('lock_timeout') as timeout");
  await client.query(`set local lock_timeout to '1ms'`); // the least there is, of statements that know no "nowait"
  await client.query(`do ${pg.escapeLiteral(body)}`);
  await client.query(`set local lock_timeout to ${pg.escapeLiteral(before.rows[0].timeout)}`);
  const { rows: found } = await client.query<{ name: string }>("select current_setting('pgaugur.refused') as name");
  const refused = wanted.find(({ name }) => name === found[0].name);
  if (refused) throw new LockRefused(refused.name, refused.mode);
}
