import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type pg from 'pg';
import { addInstrument, insertBars } from '../support/market.ts';
import { ownDatabase } from '../support/own_database.ts';
import { column, rows, value } from '../support/rows.ts';

/** What a client's session may have, of its own or from its database; our own connections set all of it. */
const OF_A_CLIENT = `
  set standard_conforming_strings to off; set escape_string_warning to off; set backslash_quote to off;
  set DateStyle to 'SQL, DMY'; set TimeZone to 'Pacific/Kiritimati'; set IntervalStyle to 'sql_standard';
  set extra_float_digits to -15; set bytea_output to 'escape'; set array_nulls to off;
  set transform_null_equals to on; set quote_all_identifiers to on`;

describe('functions and triggers in the session of a client', () => {
  const database = ownDatabase();

  test('no function has a backslash outside of E strings: whether it is one is up to the session', async () => {
    const client = await database.connect();
    const functions = await rows<{ name: string; text: string }>(
      client,
      `select p.oid::regprocedure::text as name, p.prosrc as text
       from pg_proc p join pg_language l on l.oid = p.prolang
       where p.pronamespace = current_schema()::regnamespace and l.lanname in ('sql', 'plpgsql')`,
    );
    assert.ok(functions.length > 150, `only ${functions.length} functions were found`);
    const bare = (text: string) => text.replace(/--[^\n]*/g, '').replace(/\bE'(?:[^'\\]|\\.|'')*'/g, '');
    assert.deepEqual(
      functions.filter(({ text }) => bare(text).includes('\\')).map(({ name }) => name),
      [],
    );
  });

  /** What functions answer that read texts, and what triggers write down of rows. */
  async function answers(client: pg.Client): Promise<unknown> {
    const stock = await addInstrument(client, 'AAA');
    await client.query("update base_instruments set created_at = '2024-01-05 12:00+0'");
    const late = await rows(client, "select what, since = '2024-01-05' as from_then from late_on('2024-03-01')");
    await insertBars(client, stock, 3);
    await client.query(`
      create table facts (symbol text, said text, share double precision, known_at timestamptz);
      grant select on facts to pgaugur_worker;
      insert into facts values ('AAA', ' 1.5 ', 1.0 / 3, '2024-01-02 12:00+0'), ('AAA', '-2e3', 0.1, '2024-01-03 12:00+0')`);
    const types = await column(
      client,
      `select value_types::text from add_feature_source('facts', current_schema() || '.facts', '{said,share}', 'symbol', 'known_at')`,
    );
    await client.query("update facts set share = 2.0 / 3 where said = ' 1.5 '");
    const model = await column(
      client,
      `insert into external_predictions (model, symbol, session, probability) values ('theirs', 'AAA', '2024-01-03', 1.0 / 3)
       returning (probability = 1.0::double precision / 3)::text`,
    );
    await client.query(
      "set constraints all immediate; select tell_of_changes('runs', '{1}'); select tell_of_changes('runs', '{2}')",
    );
    return {
      late,
      types,
      model,
      versions: await column(
        client,
        'select said[2]::double precision = 1.0::double precision / 3 from ml_source_versions',
      ),
      volatility: await column(
        client,
        "select s from unnest('{VIX,^VIX,VIX.INDX,AVIX}'::text[]) s where is_volatility_index(s)",
      ),
      numbers: await column(
        client,
        "select is_number_text(s) from unnest('{1.5, .5, 2., -1e-9, 1e100, x, 1.5.}'::text[]) s",
      ),
      derived: await column(client, 'select trading_date_epoch from stock_prices order by 1'),
      asked: await column(client, 'select reason from ml_pipeline_runs where instrument_id = $1', [stock]),
      said: await value(client, "select current_setting('pgaugur.bytes_said')::int"),
    };
  }

  test('they answer and write as in ours, whatever it has set', async () => {
    const seen: unknown[] = [];
    for (const settings of ['', OF_A_CLIENT]) {
      const client = await database.connect();
      await client.query(`begin; ${settings}`);
      seen.push(await answers(client));
      await client.query('rollback');
    }
    assert.deepEqual(seen[1], seen[0]);
    assert.deepEqual(seen[0], {
      late: [{ what: 'prices', from_then: true }],
      types: ['{"text number",number}'],
      model: ['true'],
      versions: [true],
      volatility: ['VIX', '^VIX', 'VIX.INDX'],
      numbers: [true, true, true, true, false, false, false],
      derived: [1704067200, 1704153600, 1704240000],
      asked: ['prices inserted, source facts added, source facts changed'],
      said: 2 * ('{"topic": "runs", "ids": ["1"]}'.length + 100),
    });
  });
});
