import pg from 'pg';
import { z } from 'zod';
import { firstRow, type Queryable } from '../pool.ts';
import { type FoundColumn, type FoundTable, findTables, WORKERS_POLICY } from './found_tables.ts';
import { INSTRUMENT_KINDS, MARKET_TABLES, type MarketTable, type NeededColumn } from './market_tables.ts';

/** Market tables that are there cannot be used as they are: the message lists all that is in the way. */
export class AdoptionError extends Error {
  override name = 'AdoptionError';
}

/** What is done to market tables that are there, before anything is built on them, and after. */
export type AdoptionPlan = {
  /** `table.column` of what is added, or `table.policy`. */
  readonly added: readonly string[];
  readonly before: readonly string[];
  readonly after: readonly string[];
};

export const NOTHING_TO_ADOPT: AdoptionPlan = { added: [], before: [], after: [] };

/**
 * What the market tables in a schema lack of what our triggers, functions and queries need. What can be added without a
 * change for whoever writes them is planned; a new column takes null, or has a default.
 * @throws AdoptionError with one list of everything else, so that nothing is changed before all of it is mended
 */
export async function planAdoption(db: Queryable, schema: string): Promise<AdoptionPlan> {
  const found = await findTables(
    db,
    schema,
    MARKET_TABLES.map(({ name }) => name),
  );
  const faults: string[] = await orphanFaults(db, schema, found);
  const added: string[] = [];
  const before: string[] = [];
  const after: string[] = [];
  for (const wanted of MARKET_TABLES) {
    const table = found.find(({ name }) => name === wanted.name);
    if (!table) continue;
    const inTheWay = tableFaults(table, wanted);
    faults.push(...inTheWay);
    if (inTheWay.length > 0 || table.kind === 'f') continue; // a foreign table has what the other server's has
    const alter = `alter table ${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(table.name)}`;
    for (const column of wanted.columns) {
      const there = table.columns.find(({ name }) => name === column.name);
      before.push(...columnChanges(column, there).map((change) => `${alter} ${change}`));
      if (there) continue;
      added.push(`${table.name}.${column.name}`);
      if (column.references) after.push(`${alter} ${foreignKey(column, schema)}`);
    }
    if (table.rowSecurity !== null && !table.letsWorkersThrough) {
      added.push(`${table.name}.${WORKERS_POLICY}`);
      after.push(lettingWorkersThrough(schema, table.name)); // the role comes with the first migrations
    }
    if (wanted.key && table.primaryKey.length === 0) {
      const fault = await keyFault(db, schema, table.name, wanted.key);
      if (fault) faults.push(fault);
      else before.push(`${alter} add primary key (${wanted.key})`);
    }
  }
  if (faults.length > 0) throw new AdoptionError(refusal(schema, faults));
  if (added.includes('base_instruments.instrument_type')) before.unshift(instrumentType(schema));
  return { added, before, after };
}

/** Prices of instruments that no table names: nothing would ever be started for them. */
async function orphanFaults(db: Queryable, schema: string, found: readonly FoundTable[]): Promise<string[]> {
  if (found.some(({ name }) => name === 'base_instruments')) return [];
  const faults: string[] = [];
  for (const { name } of found.filter((table) => table.name.endsWith('_prices'))) {
    const { rows } = await db.query(
      `select exists (select from ${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)}) as filled`,
    );
    if (rows[0].filled) faults.push(`base_instruments is missing, and ${name} has prices of instruments`);
  }
  return faults;
}

function tableFaults(table: FoundTable, wanted: MarketTable): string[] {
  const { name, kind, primaryKey } = table;
  if (kind === 'v' || kind === 'm') return [`${name} is a view, and triggers need a table`];
  const isForeign = kind === 'f';
  if (isForeign && wanted.key) return [`${name} is a foreign table, and no other table can refer to one`];
  const faults: string[] = [];
  if (table.rowSecurity === 'forced') {
    faults.push(
      `${name} forces row level security on its owner, so that triggers and functions would not see its rows: ` +
        `alter table ${name} no force row level security`,
    );
  }
  for (const column of wanted.columns) {
    const there = table.columns.find((one) => one.name === column.name);
    if (there) faults.push(...typeFaults(name, column, there));
    else if (column.add === undefined || (isForeign && !column.isSpare))
      faults.push(`${name}.${column.name} is missing`);
  }
  if (wanted.key && primaryKey.length > 0 && primaryKey.join() !== wanted.key) {
    faults.push(
      `${name} has the primary key (${primaryKey.join(', ')}), and other tables have to refer to ${wanted.key}`,
    );
  }
  if (wanted.isOurs) {
    const unknown = table.columns.filter(
      ({ name: other, notNull, fillsItself }) =>
        notNull && !fillsItself && !wanted.columns.some((column) => column.name === other),
    );
    faults.push(
      ...unknown.map(
        (column) => `${name}.${column.name} takes no null and has no default, and pgaugur writes rows without it`,
      ),
    );
  }
  const isMissing = faults.some((fault) => fault.endsWith(' is missing'));
  return isMissing ? [...faults, `  (${name} has: ${table.columns.map((column) => column.name).join(', ')})`] : faults;
}

function typeFaults(table: string, { name, types, length }: NeededColumn, there: FoundColumn): string[] {
  if (types && !types.includes(there.type)) {
    return [
      `${table}.${name} has type ${there.type}, and ${types.filter((type) => type !== 'enum').join(' or ')} is needed`,
    ];
  }
  if (length !== undefined && there.length !== null && there.length < length) {
    return [`${table}.${name} takes ${there.length} characters, and ${length} are needed: alter column … type text`];
  }
  const unknown = there.labels ? INSTRUMENT_KINDS.filter((kind) => !there.labels?.includes(kind)) : [];
  return unknown.map((kind) => `${table}.${name} is an enum without '${kind}': alter type … add value '${kind}'`);
}

/** A default in a step of its own: rows that are there say nothing of a column that they never had. */
function columnChanges(column: NeededColumn, there: FoundColumn | undefined): string[] {
  const name = pg.escapeIdentifier(column.name);
  const setDefault = column.default === undefined ? [] : [`alter column ${name} set default ${column.default}`];
  if (!there) return [`add column ${name} ${column.add}`, ...setDefault];
  return there.notNull && !there.fillsItself ? setDefault : [];
}

/** What workers may do with the rows, their grants say. */
const lettingWorkersThrough = (schema: string, table: string): string =>
  `create policy ${WORKERS_POLICY} on ${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(table)} to pgaugur_worker using (true) with check (true)`;

const foreignKey = ({ name, references }: NeededColumn, schema: string): string =>
  `add foreign key (${name}) references ${pg.escapeIdentifier(schema)}.${references} on delete ${references === 'sectors' ? 'set null' : 'restrict'}`;

/** As 0001 makes it, which finds it then. */
const instrumentType = (schema: string): string => `do $$ begin
  if to_regtype('${pg.escapeIdentifier(schema)}.instrument_type') is null then
    create type ${pg.escapeIdentifier(schema)}.instrument_type as enum ('stock', 'index', 'etf', 'bond', 'future', 'option');
  end if;
end $$`;

/** Why a column cannot become the primary key. */
async function keyFault(db: Queryable, schema: string, table: string, key: string): Promise<string | undefined> {
  const found = await firstRow(
    db,
    `select ${key}::text as value, count(*) as times
     from ${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(table)}
     group by ${key} having count(*) > 1 or ${key} is null limit 1`,
    [],
    z.object({ value: z.string().nullable(), times: z.number() }),
  );
  if (!found) return undefined;
  const why = found.value === null ? `a row has none` : `${found.value} is there ${found.times} times`;
  return `${table} has no primary key, and ${key} cannot be one: ${why}`;
}

const refusal = (schema: string, faults: readonly string[]): string =>
  [
    `schema "${schema}" has market tables that pgaugur cannot work on as they are. Nothing was changed.`,
    ...faults.map((fault) => (fault.startsWith(' ') ? `  ${fault}` : `  - ${fault}`)),
    'Mend these, or set up pgaugur in another schema (--schema) and insert the prices there.',
  ].join('\n');
