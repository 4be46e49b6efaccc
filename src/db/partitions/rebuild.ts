import pg from 'pg';
import { z } from 'zod';
import { firstRow, type Queryable, rows } from '../pool.ts';
import type { FoundConstraint, FoundIndex, FoundTable } from './found_table.ts';
import { type PartitionableTable, PLAIN } from './tables.ts';

const id = pg.escapeIdentifier;
/** What the new table, and what carries its name in the schema, is called until it takes the place of the old one. */
const newName = (name: string): string => id(`pgaugur_new_${name}`);

const PIECES = 50;

/** How many rows of how many have been copied. */
export type Progress = (table: string, copied: number, expected: number) => void;

/** Makes the table anew beside the one that is there, with its rows, and all but what the logic gives to it. */
export async function buildNew(
  db: Queryable,
  table: PartitionableTable,
  found: FoundTable,
  partitions: number,
  progress: Progress,
): Promise<void> {
  // Tables and indexes that are made now are where the old ones are.
  if (found.tablespace !== null) await db.query(`set local default_tablespace to ${id(found.tablespace)}`);
  for (const statement of creation(table, found, partitions)) await db.query(statement);
  await copyRows(db, table, found, progress);
  for (const statement of completion(table, found, partitions)) await db.query(statement);
  if (found.tablespace !== null) await db.query('set local default_tablespace to default');
}

/** Puts the new table into the place of the old one, which goes with all that depends on it. */
export async function takePlace(db: Queryable, table: PartitionableTable, found: FoundTable): Promise<void> {
  const { name } = table;
  const sequence = found.sequence === null ? undefined : await sequenceOf(db, name, found.sequence);
  await db.query(`drop table ${id(name)} cascade`);
  await db.query(`alter table ${newName(name)} rename to ${id(name)}`);
  for (const one of keysOf(found)) {
    await db.query(`alter table ${id(name)} rename constraint ${newName(one.name)} to ${id(one.name)}`);
  }
  for (const index of found.indexes) await db.query(`alter index ${newName(index.name)} rename to ${id(index.name)}`);
  if (sequence) await db.query(`alter sequence ${sequence.place} rename to ${id(sequence.name)}`);
  await db.query(`analyze ${id(name)}`);
}

function creation(table: PartitionableTable, found: FoundTable, partitions: number): string[] {
  const target = newName(table.name);
  const like = `create table ${target} (like ${id(table.name)} including all excluding indexes)`;
  const storage = found.options.length > 0 ? `(${found.options.join(', ')})` : undefined;
  const owned = (name: string) => `alter table ${name} owner to ${id(found.owner)}`;
  // Rows that break it would not get in; `completion` makes it again.
  const loosened = uncheckedRules(found).map(({ name }) => `alter table ${target} drop constraint ${id(name)}`);
  if (partitions === PLAIN) {
    const settings = storage === undefined ? [] : [`alter table ${target} set ${storage}`];
    return [like, ...settings, owned(target), ...loosened];
  }
  const parts = Array.from({ length: partitions }, (_, i) => {
    const name = id(`${table.name}_p${partitions}_${String(i).padStart(String(partitions - 1).length, '0')}`);
    const values = `for values with (modulus ${partitions}, remainder ${i})`;
    return [`create table ${name} partition of ${target} ${values}${storage ? ` with ${storage}` : ''}`, owned(name)];
  });
  return [`${like} partition by hash (${id(table.instrument)})`, ...parts.flat(), owned(target), ...loosened];
}

/** Keys, indexes and references: cheaper over rows that are there. A rule that old rows break stays one for new ones. */
function completion(table: PartitionableTable, found: FoundTable, partitions: number): string[] {
  const target = newName(table.name);
  return [
    ...keysOf(found).map(
      (key) => `alter table ${target} add constraint ${newName(key.name)} ${keyDefinition(table, key, partitions)}`,
    ),
    ...found.indexes.map((index) => `create ${indexDefinition(index, target)}`),
    ...[...found.constraints.filter(({ type }) => type === 'f'), ...uncheckedRules(found)].map(
      (one) => `alter table ${target} add constraint ${id(one.name)} ${one.definition}`,
    ),
  ];
}

/** Rules that hold for new rows, and that nobody has checked the old ones by. */
const uncheckedRules = ({ constraints }: FoundTable): FoundConstraint[] =>
  constraints.filter(({ type, validated }) => type === 'c' && !validated);

const keysOf = ({ constraints }: FoundTable): FoundConstraint[] =>
  constraints.filter(({ type }) => type === 'p' || type === 'u' || type === 'x');

/** A key of ours gains the instrument with the partitions, and loses it with them. */
function keyDefinition(table: PartitionableTable, key: FoundConstraint, partitions: number): string {
  if (!table.widened.includes(key.name)) return key.definition;
  const columns = key.columns.filter((column) => column !== table.instrument);
  if (partitions !== PLAIN) columns.push(table.instrument);
  return key.definition.replace(/\([^()]*\)/, `(${columns.map(id).join(', ')})`);
}

function indexDefinition({ name, definition }: FoundIndex, target: string): string {
  const [, unique = '', rest] = /^CREATE (UNIQUE )?INDEX .*? ON (?:ONLY )?.*? (USING .*)$/s.exec(definition) ?? [];
  if (rest === undefined) throw new Error(`index ${name} cannot be read: ${definition}`);
  return `${unique}index ${newName(name)} on ${target} ${rest}`;
}

const count = z.object({ count: z.number().int() });

/** Instrument by instrument, in pieces. @throws Error when a row was left behind */
async function copyRows(
  db: Queryable,
  { name, instrument, order }: PartitionableTable,
  { columns }: FoundTable,
  progress: Progress,
): Promise<void> {
  const expected = (await firstRow(db, `select count(*) from ${id(name)}`, [], count))?.count ?? 0;
  if (expected === 0) return;
  const bounds = await rows(
    db,
    `select max(id) as bound from (select id, ntile(${PIECES}) over (order by id) as piece from base_instruments) i
     group by piece order by 1`,
    [],
    z.object({ bound: z.number().int() }),
  );
  const ends = bounds.slice(0, -1).map(({ bound }) => bound);
  const list = columns.join(', ');
  let copied = 0;
  for (const [i, end] of [...ends, undefined].entries()) {
    const conditions = [
      ...(i > 0 ? [`${id(instrument)} > ${ends[i - 1]}`] : []),
      ...(end === undefined ? [] : [`${id(instrument)} <= ${end}`]),
    ];
    const piece = await db.query(
      `insert into ${newName(name)} (${list}) overriding system value
       select ${list} from ${id(name)} where ${conditions.length > 0 ? conditions.join(' and ') : 'true'} order by ${order}`,
    );
    copied += piece.rowCount ?? 0;
    progress(name, copied, expected);
  }
  if (copied !== expected) throw new Error(`of ${expected} rows of ${name} only ${copied} were copied`);
}

/** The new table's own sequence goes on where the old one is. */
async function sequenceOf(db: Queryable, name: string, old: string): Promise<{ place: string; name: string }> {
  const found = await firstRow(
    db,
    `select pg_get_serial_sequence($1, a.attname) as place, (select relname::text from pg_class where oid = $2::regclass) as name
     from pg_attribute a where a.attrelid = $1::regclass and a.attidentity <> ''`,
    [newName(name), old],
    z.object({ place: z.string(), name: z.string() }),
  );
  if (!found) throw new Error(`the copy of ${name} has no sequence`);
  await db.query(`select setval($1, s.last_value, s.is_called) from ${old} s`, [found.place]);
  return found;
}
