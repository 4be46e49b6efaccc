import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeInTransaction, tried } from '../support/rolled_back.ts';
import { rows, value } from '../support/rows.ts';

/** Texts that would do something else than stand for themselves, were they ever pasted into a statement. */
const HOSTILE: readonly string[] = [
  "'; drop table ml_models cascade; --",
  '"; drop table ml_models cascade; --',
  "' or ''='",
  '$$; drop table ml_models cascade; $$',
  "\\'; drop table ml_models cascade; --",
  "E'\\x41' || 'x",
  '%I %L %s %1$s',
  '{"a": 1}',
  '{NULL,"}',
  'a,b',
  "A' /* ",
  '\u001b[2J\u202e',
  'S'.repeat(100_000),
];

/** SQLSTATEs of a statement that is not the one that was written: syntax, and names that are nowhere. */
const WRITTEN_BY_A_VALUE = /^(42601|42602|42703|42704|42883|42P01|42P02)$/;
/** And of one that would have gone on for longer than anybody's patience. */
const CANCELLED = '57014';

/** A value of a type that is not text: none is meant, or one that is nobody's. */
const HARMLESS: Readonly<Record<string, string>> = {
  boolean: 'false',
  integer: '-1',
  bigint: '-1',
  smallint: '-1',
  numeric: '1',
  'double precision': '0.5',
  date: "'2024-01-02'",
  interval: "'1 day'",
};

describeInTransaction('hostile values', (db) => {
  type Signature = { readonly name: string; readonly types: string[] };
  const takingText = async (): Promise<Signature[]> => {
    const functions = await rows<Signature>(
      db,
      `select p.proname as name,
              array(select format_type(t, null) from unnest(p.proargtypes::oid[]) with ordinality a (t, n) order by n) as types
       from pg_proc p
       where p.pronamespace = 'stock_data'::regnamespace and p.prokind = 'f' and p.prorettype <> 'trigger'::regtype
       order by 1`,
    );
    return functions.filter(({ types }) => types.some(isText));
  };

  const isText = (type: string): boolean => /^(text|character varying|name|jsonb?)(\[\])?$/.test(type);
  /** What is in the schema, and how often: a table dropped, a function replaced or a right granted would show. */
  const catalog = (): Promise<string> =>
    value(
      db,
      `select md5(string_agg(line, E'\\n' order by line)) from (
         select c.oid || c.relname || coalesce(c.relacl::text, '') as line from pg_class c where c.relnamespace = 'stock_data'::regnamespace
         union all
         select p.oid || p.prosrc || coalesce(p.proacl::text, '') from pg_proc p where p.pronamespace = 'stock_data'::regnamespace
       ) lines`,
    );

  async function faultsOf({ name, types }: Signature): Promise<string[]> {
    const faults: string[] = [];
    for (const hostile of HOSTILE) {
      const values: string[] = [];
      const args = types.map((type) => {
        if (!isText(type)) return `${HARMLESS[type] ?? 'null'}::${type}`;
        values.push(hostile);
        if (type.startsWith('json')) return `to_json($${values.length}::text)::${type}`;
        return type.endsWith('[]') ? `array[$${values.length}::text]::${type}` : `$${values.length}::text::${type}`;
      });
      await tried(db, () => db.query(`select ${name}(${args.join(', ')})`, values)).catch((error: unknown) => {
        const code = error instanceof Error && 'code' in error ? String(error.code) : '';
        if (WRITTEN_BY_A_VALUE.test(code) || code === CANCELLED)
          faults.push(`${name}(${types.join(', ')}) of ${hostile.slice(0, 30)}: ${error}`);
      });
    }
    return faults;
  }

  test('are data to every function that takes a text, and never become a part of a statement', async () => {
    const taking = await takingText();
    assert.ok(taking.length > 30, `${taking.length} functions take a text`);
    const before = await catalog();
    await db.query("set local statement_timeout to '10s'");
    const faults: string[] = [];
    for (const signature of taking) faults.push(...(await faultsOf(signature)));
    assert.deepEqual(faults, []);
    assert.equal(await catalog(), before);
  });

  test('become one where a function pastes them, and that is seen', async () => {
    await db.query(
      `create function pastes(name text) returns integer language plpgsql as
       $$ begin execute 'select ''' || name || ''''; return 1; end $$`,
    );
    const [pasting] = (await takingText()).filter(({ name }) => name === 'pastes');
    const before = await catalog();
    assert.ok((await faultsOf(pasting)).length > 0 && (await catalog()) !== before);
  });

  test('are kept as they are where they may stand, and found again, by whoever is asked for them', async () => {
    const symbols = HOSTILE.filter((text) => text.length <= 50);
    for (const symbol of symbols) {
      await db.query('insert into base_instruments (symbol, name) values ($1, $1)', [symbol]);
      const paused = await rows<{ symbol: string }>(
        db,
        'select i.symbol from pause($1) p, base_instruments i where i.symbol = $1',
        [symbol],
      );
      assert.deepEqual(
        paused.map((row) => row.symbol),
        [symbol],
      );
    }
    assert.equal(
      await value(db, 'select count(*)::int from base_instruments where symbol = any ($1)', [symbols]),
      symbols.length,
    );
  });
});
