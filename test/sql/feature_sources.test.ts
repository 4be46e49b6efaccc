import assert from 'node:assert/strict';
import { afterEach, before, beforeEach, describe, test } from 'node:test';
import { addInstrument, insertBars } from '../support/market.ts';
import { ownDatabase } from '../support/own_database.ts';
import { describeInTransaction, tried } from '../support/rolled_back.ts';
import { column, one, rows, value } from '../support/rows.ts';

describeInTransaction('features of own tables', (db) => {
  let stock: number;

  /** Of AAA: 1 known in the evening of 2 January, 2 in the afternoon of the 4th, New York. */
  beforeEach(async () => {
    const exchange = await value(
      db,
      `insert into exchanges (name, mic_code, timezone, market_close)
       values ('own', 'XOWN', 'America/New_York', '16:00') returning id`,
    );
    stock = await addInstrument(db, 'AAA');
    await db.query('update base_instruments set exchange_id = $2 where id = $1', [stock, exchange]);
    await insertBars(db, stock, 5);
    await insertBars(db, await addInstrument(db, 'BBB'), 5);
    await db.query(`
      create table public.earnings (
        symbol text, published timestamptz, day date, surprise numeric, said text, beat boolean, rating text, blob bytea);
      grant select on public.earnings to pgaugur_worker;
      insert into public.earnings values
        ('AAA', '2024-01-02 17:00-05', '2024-01-02', 1, '1.5', true, 'buy'),
        ('AAA', '2024-01-04 15:59-05', '2024-01-04', 2, '-2e1', false, 'hold'),
        ('ZZZ', '2024-01-01 10:00-05', '2024-01-01', 9, '9', true, 'sell')`);
  });

  const add = (
    columns: readonly string[],
    { name = 'earnings', relation = 'earnings', key = 'symbol', known = 'published', stale = '100 days' } = {},
  ) =>
    tried(db, () =>
      db.query('select * from add_feature_source($1, $2, $3, nullif($4, $$-$$), $5, $6::interval)', [
        name,
        relation,
        columns,
        key,
        known,
        stale,
      ]),
    );

  const valuesOf = async (instrument = stock) =>
    Object.fromEntries(
      (
        await rows<{ name: string; session_values: (number | null)[] }>(
          db,
          `select * from source_values($1, array(select b.trading_date from price_bars b
                                                 where b.instrument_id = $1 order by 1))`,
          [instrument],
        )
      ).map(({ name, session_values }) => [name, session_values]),
    );

  test('a value counts from the first close at which it was known, and a date from the session after it', async () => {
    await add(['surprise', 'said', 'beat', 'rating']);
    assert.deepEqual(await valuesOf(), {
      'earnings.surprise': [null, null, 1, 2, 2],
      'earnings.said': [null, null, 1.5, -20, -20],
      'earnings.beat': [null, null, 1, 0, 0],
      'earnings.rating': [null, null, 0, 1, 1],
    });
    await add(['surprise'], { name: 'by_day', known: 'day' });
    assert.deepEqual((await valuesOf())['by_day.surprise'], [null, null, 1, 1, 2]);
  });

  test('without a closing time nothing of the day itself counts', async () => {
    await db.query('update exchanges set market_close = null');
    await add(['surprise']);
    assert.deepEqual((await valuesOf())['earnings.surprise'], [null, null, 1, 1, 2]);
  });

  test('a restatement leaves what was known before it as it was', async () => {
    await add(['surprise']);
    await db.query(
      "insert into public.earnings (symbol, published, surprise) values ('AAA', '2024-01-05 09:00-05', -7)",
    );
    assert.deepEqual((await valuesOf())['earnings.surprise'], [null, null, 1, 2, -7]);
  });

  describe('a row that is written over in place', () => {
    const tomorrow = () => value<string>(db, 'select (current_date + 1)::text');
    const surprises = async (...sessions: string[]) =>
      (
        await value<(number | null)[]>(
          db,
          "select session_values from source_values($1, $2) where name = 'earnings.surprise'",
          [stock, ['2024-01-01', '2024-01-02', '2024-01-03', '2024-01-04', '2024-01-05', ...sessions]],
        )
      ).map((known) => known);
    beforeEach(async () => {
      await add(['surprise', 'beat', 'rating'], { stale: '10000 days' });
    });

    test('counts from then on, and leaves sessions before with what it had said', async () => {
      await db.query('update public.earnings set surprise = 7 where surprise = 2');
      assert.deepEqual(await surprises(await tomorrow()), [null, null, 1, 2, 2, 7]);
      await db.query('update public.earnings set surprise = 8 where surprise = 7');
      assert.deepEqual(await surprises(await tomorrow()), [null, null, 1, 2, 2, 8]);
      await db.query("update public.earnings set surprise = 3 where published < '2024-01-03'");
      assert.deepEqual(await surprises(await tomorrow()), [null, null, 1, 2, 2, 8], 'a newer row is newer');
    });

    test('is known no earlier by another time, key or value', async () => {
      await db.query("update public.earnings set published = '2023-12-01' where surprise = 2");
      assert.deepEqual(await surprises(), [null, null, 1, 2, 2]);
      await db.query("update public.earnings set symbol = 'AAA', published = '2023-12-02' where symbol = 'ZZZ'");
      assert.deepEqual(await surprises(), [null, null, 1, 2, 2]);
      await db.query("insert into public.earnings (symbol, published) values ('AAA', '2024-01-01 12:00Z')");
      await db.query("update public.earnings set surprise = 5 where published = '2024-01-01 12:00Z'");
      assert.deepEqual(await surprises(), [null, null, 1, 2, 2], 'what came of it was not known when it was announced');
    });

    test('may be written again as it was, and its other columns are nobody’s business', async () => {
      await db.query("update public.earnings set surprise = surprise, blob = 'x', said = 'other'");
      assert.deepEqual(await column(db, 'select said from ml_source_versions'), []);
      await db.query('update public.earnings set surprise = 7 where surprise = 2');
      await db.query('update public.earnings set surprise = 2 where surprise = 7');
      assert.deepEqual(await surprises(await tomorrow()), [null, null, 1, 2, 2, 2]);
    });

    test('is what had been known all along once that is said, and asks for the runs that see it', async () => {
      await db.query('update public.earnings set surprise = 7 where surprise = 2');
      await db.query('delete from ml_run_requests');
      await db.query("select accept_source_changes('earnings')");
      assert.deepEqual(await surprises(), [null, null, 1, 7, 7]);
      assert.deepEqual(await rows(db, 'select instrument_ids, reason from ml_run_requests'), [
        { instrument_ids: [stock], reason: 'changes of source earnings accepted' },
      ]);
      await db.query("select accept_source_changes('earnings')");
      assert.equal((await rows(db, 'select from ml_run_requests')).length, 1, 'of nothing nobody is asked');
      await assert.rejects(
        tried(db, () => db.query("select accept_source_changes('nothing')")),
        { message: 'no source "nothing"' },
      );
    });

    test('is kept to the last bit, booleans and categories too, whatever the session writes', async () => {
      await db.query(`
        create table public.bits (symbol text, at timestamptz, exact numeric, real real, double float8, yes boolean);
        grant select on public.bits to pgaugur_worker;
        insert into public.bits values ('AAA', '2024-01-02', 0.1234567890123456789, 0.1, 0.1::float8 + 0.2, true)`);
      await add(['exact', 'real', 'double', 'yes'], {
        name: 'bits',
        relation: 'bits',
        known: 'at',
        stale: '10000 days',
      });
      const before = await valuesOf();
      await db.query("set local extra_float_digits = -15; set local datestyle = 'SQL, DMY'");
      await db.query('update public.bits set exact = 1, real = 1, double = 1, yes = false');
      await db.query("update public.earnings set rating = 'buy', beat = true");
      await db.query('set local extra_float_digits = 1; set local datestyle = iso');
      assert.deepEqual(await valuesOf(), before);
    });

    test('does not stop its owner when the table has lost a column', async () => {
      await db.query('alter table public.earnings drop column surprise');
      await db.query("update public.earnings set said = '7'");
      assert.deepEqual(await column(db, 'select said from ml_source_versions'), []);
      await db.query('alter table public.earnings drop column symbol');
      await db.query("insert into public.earnings (said) values ('8')");
      await db.query('delete from public.earnings');
    });

    test('of a series for all and of dates as well', async () => {
      await db.query("delete from public.earnings where symbol = 'ZZZ'");
      await add(['surprise'], { name: 'for_all', key: '-', known: 'day' });
      const before = (await valuesOf())['for_all.surprise'];
      await db.query('update public.earnings set surprise = surprise + 10, day = day - 1');
      assert.deepEqual((await valuesOf())['for_all.surprise'], before);
    });
  });

  describe('a row that is deleted', () => {
    const tomorrow = () => value<string>(db, 'select (current_date + 1)::text');
    const surprises = async () =>
      value<(number | null)[]>(
        db,
        "select session_values from source_values($1, $2) where name = 'earnings.surprise'",
        [stock, ['2024-01-01', '2024-01-02', '2024-01-03', '2024-01-04', '2024-01-05', await tomorrow()]],
      );
    const versions = () => value<number>(db, 'select count(*)::int from ml_source_versions');
    const insert = (published: string, surprise: number) =>
      db.query('insert into public.earnings (symbol, published, surprise) values ($1, $2, $3)', [
        'AAA',
        published,
        surprise,
      ]);
    const second = '2024-01-04 15:59-05';
    beforeEach(async () => {
      await add(['surprise'], { stale: '10000 days' });
    });

    test('counts until then, and from then on what is left', async () => {
      await db.query('delete from public.earnings where surprise = 2');
      assert.deepEqual(await surprises(), [null, null, 1, 2, 2, 1]);
      await db.query('update public.earnings set surprise = 7 where surprise = 1');
      assert.deepEqual(await surprises(), [null, null, 1, 2, 2, 7]);
      await db.query('delete from public.earnings');
      assert.deepEqual(await surprises(), [null, null, 1, 2, 2, null]);
    });

    test('and inserted anew is a restatement, however long it was away', async () => {
      await db.query('delete from public.earnings where surprise = 2');
      await insert(second, 9);
      assert.deepEqual(await surprises(), [null, null, 1, 2, 2, 9]);
      await db.query('delete from public.earnings where surprise = 9');
      await insert(second, 2);
      assert.deepEqual(await surprises(), [null, null, 1, 2, 2, 2]);
      await db.query(`with gone as (delete from public.earnings where surprise = 1 returning *)
                      insert into public.earnings (symbol, published, surprise) select symbol, published, 5 from gone`);
      assert.deepEqual(await surprises(), [null, null, 1, 2, 2, 2]);
    });

    test('and inserted as it was has never been away', async () => {
      const before = await surprises();
      await db.query('create table public.kept as select * from public.earnings');
      for (const empty of ['delete from public.earnings', 'truncate public.earnings']) {
        await db.query(empty);
        assert.deepEqual(await surprises(), [null, null, 1, 2, 2, null], empty);
        assert.equal(await versions(), 3);
        await db.query('insert into public.earnings select * from public.kept');
        assert.deepEqual(await surprises(), before);
        assert.equal(await versions(), 0);
      }
    });

    test('by an update of its time no longer counts from then on', async () => {
      await db.query("update public.earnings set published = '2023-12-01' where surprise = 2");
      assert.deepEqual(await surprises(), [null, null, 1, 2, 2, 1]);
    });

    test('was known to nobody once that is said', async () => {
      await db.query('delete from public.earnings where surprise = 2');
      await db.query('delete from ml_run_requests');
      await db.query("select accept_source_changes('earnings')");
      assert.deepEqual(await surprises(), [null, null, 1, 1, 1, 1]);
      assert.deepEqual(await column(db, 'select instrument_ids from ml_run_requests'), [[stock]]);
    });

    test('is not kept of a TRUNCATE that the owner could not read, and that is said', async () => {
      await db.query(
        'create trigger not_before after truncate on public.earnings execute function request_runs_for_changed_source()',
      );
      await db.query(
        `drop trigger "${await value<string>(db, 'select current_schema()')}_source_truncate" on public.earnings`,
      );
      await db.query('truncate public.earnings');
      assert.equal(await value(db, 'select restated_sources from pipeline_health'), 'earnings');
    });
  });

  test('a value that is too old, not finite or an unlisted category is not known', async () => {
    await add(['surprise', 'rating'], { stale: '1 day' });
    assert.deepEqual((await valuesOf())['earnings.surprise'], [null, null, 1, 2, null]);
    await db.query(
      "insert into public.earnings (symbol, published, surprise, rating) values ('AAA', '2024-01-05 09:00-05', 'NaN', 'new')",
    );
    assert.deepEqual(await valuesOf(), {
      'earnings.surprise': [null, null, 1, 2, null],
      'earnings.rating': [null, null, 0, 1, null],
    });
  });

  test('a series without a key is every instrument’s', async () => {
    await db.query("delete from public.earnings where symbol = 'ZZZ'");
    await add(['surprise'], { key: '-' });
    const other = await value<number>(db, "select id from base_instruments where symbol = 'BBB'");
    assert.deepEqual((await valuesOf(other))['earnings.surprise'], [null, null, 1, 1, 2]);
  });

  test('what cannot be a source is refused with its name, the rule and the row', async () => {
    const refused = (message: RegExp, ...[columns, options]: Parameters<typeof add>) =>
      assert.rejects(add(columns, options), { message });
    await refused(/^source "Earnings.x": its name must be/, ['surprise'], { name: 'Earnings.x' });
    await refused(/^source "earnings": there is no table or view nowhere$/, ['surprise'], { relation: 'nowhere' });
    await refused(/^source "earnings": there is no table or view a b;c$/, ['surprise'], { relation: 'a b;c' });
    await refused(/^source "earnings": public.earnings has no column "nothing"/, ['nothing']);
    await refused(/^source "earnings": value_columns must be 1 to 32 different columns, got {}$/, []);
    await refused(/column "blob" must be a number, a boolean or a category, it is bytea$/, ['blob']);
    await refused(/known_at must be a time or a date, column "rating" is text$/, ['surprise'], { known: 'rating' });
    await refused(/instrument_key must be a symbol or an id, column "beat" is boolean$/, ['surprise'], { key: 'beat' });
    await refused(/stale_after must be longer than nothing, got 00:00:00$/, ['surprise'], { stale: '0' });
    await assert.rejects(
      tried(db, () =>
        db.query("select add_feature_source('e', 'earnings', array[array['beat', 'said']], 'symbol', 'published')"),
      ),
      { message: /^source "e": value_columns must be 1 to 32 different columns, got {{beat,said}}$/ },
    );
    await db.query(`create view public.odd as select symbol, published, 1 / (surprise - 1) as surprise from public.earnings;
                    grant select on public.odd to pgaugur_worker`);
    await refused(/^source "earnings" \(public.odd\): division by zero$/, ['surprise'], { relation: 'public.odd' });
    await db.query("update public.earnings set surprise = 1e400 where symbol = 'ZZZ'");
    await refused(
      /^source "earnings": surprise is a number that no double can hold, in the row of ZZZ at 2024-01-01 .*: 10{59}$/,
      ['surprise'],
    );
    await db.query("update public.earnings set surprise = 9 where symbol = 'ZZZ'");

    await db.query("insert into public.earnings (symbol, published, said) values ('AAA', '2024-01-05 09:00Z', 'n/a')");
    await refused(/^source "earnings": text in the number said, in the row of AAA at 2024-01-05 .*: 'n\/a'$/, ['said']);
    await db.query("insert into public.earnings (symbol, published) values ('AAA', '2024-01-05 09:00Z')");
    await refused(/^source "earnings": two values for one time, in the rows of AAA at 2024-01-05/, ['surprise']);
    await db.query("delete from public.earnings where published = '2024-01-05 09:00Z'");
    await db.query("insert into public.earnings (symbol, published) values ('AAA', now() + interval '1 day')");
    await refused(/^source "earnings": a value is known from a time that has come, not so the row of AAA at/, [
      'surprise',
    ]);
  });

  test('whoever adds a source, and the workers, must be able to read it', async () => {
    await db.query('set local role pgaugur_operator');
    await assert.rejects(add(['surprise']), {
      message: /^source "earnings": pgaugur_operator may not read public.earnings$/,
    });
    await db.query('reset role');
    await db.query('grant select on public.earnings to pgaugur_operator');
    await db.query('set local role pgaugur_operator');
    await add(['surprise']);
    await db.query('reset role');
    const { added_by, is_watched } = await one(db, 'select added_by, is_watched from ml_feature_sources');
    assert.deepEqual([added_by, is_watched], ['pgaugur_operator', false], 'it may read, and not watch');
    await db.query('revoke select on public.earnings from pgaugur_worker');
    await assert.rejects(add(['surprise'], { name: 'again' }), { message: /pgaugur_worker may not read/ });
    await db.query('set local role pgaugur_worker');
    await assert.rejects(
      tried(db, () => valuesOf()),
      { message: /^source "earnings" \(public.earnings\) of AAA: permission denied for table earnings$/ },
    );
  });

  test('faults that come later end the reading with the name of the source and the row', async () => {
    await add(['said']);
    await db.query("update public.earnings set said = 'n/a' where surprise = 2");
    await assert.rejects(
      tried(db, () => valuesOf()),
      { message: /text in the number said, in the row of AAA at 2024-01-04 .*: 'n\/a'$/ },
    );
    await db.query('alter table public.earnings drop column said');
    await assert.rejects(
      tried(db, () => valuesOf()),
      {
        message:
          'source "earnings" (public.earnings) of AAA: source "earnings": public.earnings has no column "said" any more',
      },
    );
  });

  test('a source makes another feature set current, and its removal the one before', async () => {
    const current = () => value<string>(db, 'select version from ml_feature_sets where is_current');
    const before = await current();
    await add(['surprise', 'beat']);
    assert.equal(await current(), `${before}+1`);
    const added = await one<{ id: number; feature_names: string[] }>(
      db,
      'select id, feature_names from ml_feature_sets where is_current',
    );
    assert.deepEqual(added.feature_names.slice(-2), ['earnings.surprise', 'earnings.beat']);
    await db.query("select remove_feature_source('earnings')");
    assert.equal(await current(), before);
    assert.equal(await value(db, 'select is_supported from ml_feature_sets where id = $1', [added.id]), false);
    await add(['surprise', 'beat']);
    assert.equal(await current(), `${before}+2`, 'another source, though it has the name');
    await assert.rejects(
      tried(db, () => db.query("select remove_feature_source('nothing')")),
      { message: 'no source "nothing"' },
    );
  });

  test('a statement on a watched table asks once for the instruments that it speaks of', async () => {
    await add(['surprise']);
    await db.query('delete from ml_run_requests');
    await db.query(`insert into public.earnings (symbol, published)
                    values ('AAA', '2024-01-05 12:00Z'), ('AAA', '2024-01-05 13:00Z'), ('ZZZ', '2024-01-05 13:00Z')`);
    assert.deepEqual(await column(db, 'select instrument_ids from ml_run_requests'), [[stock]]);
    await db.query("update public.earnings set symbol = 'BBB' where symbol = 'ZZZ'");
    await db.query('truncate public.earnings');
    assert.deepEqual(
      await column(db, 'select reason from ml_run_requests order by id'),
      Array(3).fill('source earnings changed'),
    );
  });

  const asked = async () => {
    await db.query('set local role pgaugur_worker');
    const found = await value<number>(db, 'select reconcile_sources()');
    await db.query('reset role');
    return found;
  };

  test('a schedule asks for the instruments whose rows of a view changed', async () => {
    await db.query(`create view public.seen as select * from public.earnings;
                    grant select on public.seen, ml_feature_sources to pgaugur_worker`);
    await add(['surprise'], { relation: 'public.seen' });
    assert.equal(await value(db, 'select is_watched from ml_feature_sources'), false);
    assert.deepEqual([await asked(), await asked()], [1, 0]);
    await db.query("update public.earnings set surprise = 3 where symbol = 'AAA'");
    assert.deepEqual([await asked(), await asked()], [1, 0]);
    await db.query("insert into public.earnings (symbol, published) values ('BBB', '2024-01-05 12:00Z')");
    assert.equal(await asked(), 1);
    await db.query('delete from public.earnings');
    assert.deepEqual([await asked(), await asked()], [2, 0]);
  });

  test('a table that took the place of a watched one is looked at by the schedule', async () => {
    await add(['surprise']);
    assert.equal(await asked(), 0, 'triggers tell of it');
    await db.query(`alter table public.earnings rename to former;
                    create table public.earnings as select * from public.former;
                    grant select on public.earnings to pgaugur_worker`);
    assert.deepEqual([await asked(), await asked()], [1, 0]);
    assert.equal(await value(db, 'select is_watched from ml_feature_sources'), false);
    await db.query("update public.earnings set surprise = 3 where symbol = 'AAA'");
    assert.equal(await asked(), 1);
  });

  test('what it finds changed in the past of a view is said until somebody accepts it; new rows are nothing of it', async () => {
    await db.query(`create view public.seen as select * from public.earnings;
                    grant select on public.seen to pgaugur_worker`);
    await add(['surprise'], { relation: 'public.seen', name: 'seen' });
    const restated = async () => {
      await db.query('set local role pgaugur_worker');
      await db.query('select reconcile_sources()');
      await db.query('reset role');
      return value<string | null>(db, 'select restated_sources from pipeline_health');
    };
    assert.deepEqual([await restated(), await restated()], [null, null]);
    await db.query("insert into public.earnings (symbol, published, surprise) values ('AAA', clock_timestamp(), 3)");
    assert.equal(await restated(), null);
    for (const change of [
      'update public.earnings set surprise = 7 where surprise = 2',
      "update public.earnings set published = published - interval '1 day' where surprise = 7",
      "delete from public.earnings where symbol = 'ZZZ'",
      "insert into public.earnings (symbol, published, surprise) values ('AAA', '2024-01-03', 9)",
    ]) {
      await db.query(change);
      assert.equal(await restated(), 'seen', change);
      assert.equal(await restated(), 'seen', 'until it is accepted');
      await db.query("select accept_source_changes('seen')");
      assert.equal(await restated(), null);
    }
    await db.query('update public.earnings set rating = null');
    assert.equal(await restated(), null, 'of other columns nothing is said');
  });

  test('a schedule asks for all instruments when a view that is about every one of them changed', async () => {
    await db.query(`create view public.rates as select published, surprise from public.earnings;
                    grant select on public.rates, ml_feature_sources to pgaugur_worker`);
    await add(['surprise'], { relation: 'public.rates', key: '-' });
    const instruments = await value<number>(db, 'select count(*)::int from base_instruments where is_active');
    assert.deepEqual([await asked(), await asked()], [instruments, 0]);
    await db.query("update public.earnings set surprise = 3 where symbol = 'AAA'");
    assert.deepEqual([await asked(), await asked()], [instruments, 0]);
  });

  test('ids, quoted names, domains, enums, and values at the edges are read for what they say', async () => {
    await db.query(`
      create schema "My Data";
      grant usage on schema "My Data" to pgaugur_worker;
      create domain "My Data".points as numeric;
      create domain "My Data".score as "My Data".points check (value > -1e9);
      create type "My Data".stance as enum ('short', 'flat', 'long');
      create table "My Data"."Facts 1" (
        "Id" bigint, at timestamp, "Score" "My Data".score, stance "My Data".stance, wide float8) partition by list ("Id");
      create table "My Data".rest partition of "My Data"."Facts 1" default;
      grant select on all tables in schema "My Data" to pgaugur_worker`);
    await db.query(
      `insert into "My Data"."Facts 1" values
         ($1, '-infinity', 1, 'flat', 1), ($1, '2024-01-02 20:59', 2, 'long', 'Infinity'), ($1, null, 3, 'long', 1),
         ($1, null, 4, 'long', 1), (null, '2024-01-02 20:59', 5, 'long', 1), (null, '2024-01-02 20:59', 6, 'long', 1),
         ($1, '2024-01-04 21:01', -3, 'short', -1.5)`,
      [stock],
    );
    await add(['Score', 'stance', 'wide'], { name: 'facts', relation: '"My Data"."Facts 1"', key: 'Id', known: 'at' });
    assert.deepEqual(await valuesOf(), {
      'facts.Score': [null, 2, 2, 2, -3],
      'facts.stance': [null, 1, 1, 1, 2],
      'facts.wide': [null, null, null, null, -1.5],
    });
    await db.query('delete from ml_run_requests');
    await db.query('update "My Data"."Facts 1" set "Score" = 7 where "Id" is null');
    assert.deepEqual(await column(db, 'select instrument_ids from ml_run_requests'), []);
    await db.query(`insert into "My Data"."Facts 1" values ($1, '2024-01-05 12:00', 8, 'flat', 1)`, [stock]);
    assert.deepEqual(await column(db, 'select instrument_ids from ml_run_requests'), [[stock]]);
    await db.query('delete from "My Data"."Facts 1" where "Score" = 8');
    assert.deepEqual(await column(db, 'select said from ml_source_versions where is_gone'), [['8', 'flat', '1']]);
  });

  test('what goes wrong in a view is said with the name of the source, and keeps no other waiting', async () => {
    await db.query(`
      create function public.broken() returns boolean language plpgsql as
        $$ begin raise exception 'the feed is down'; end $$;
      create view public.feed as select symbol, published, surprise from public.earnings
        where case when surprise > 5 and symbol = 'AAA' then public.broken() else true end;
      create view public.other as select * from public.earnings;
      grant select on public.feed, public.other to pgaugur_worker`);
    await add(['surprise'], { relation: 'public.feed', name: 'feed' });
    await add(['surprise'], { relation: 'public.other', name: 'other' });
    await db.query("update public.earnings set surprise = 7 where symbol = 'AAA'");
    assert.equal(await asked(), 1, 'by the other');
    await assert.rejects(
      tried(db, () => valuesOf()),
      { message: 'source "feed" (public.feed) of AAA: the feed is down' },
    );
  });

  test('columns that Postgres works out when they are read are looked at by the schedule, and stop no writer', async () => {
    await db.query(`
      create table public.generated (symbol text, at timestamptz, base numeric, twice numeric generated always as (base * 2) virtual,
                                     thrice numeric generated always as (base * 3) stored);
      insert into public.generated values ('AAA', '2024-01-02', 1);
      grant select on public.generated to pgaugur_worker`);
    const source = (name: string, columns: readonly string[]) =>
      add(columns, { name, relation: 'public.generated', known: 'at', stale: '10000 days' });
    await source('stored', ['base', 'thrice']);
    await source('virtual', ['base', 'twice']);
    assert.deepEqual(await column(db, 'select is_watched from ml_feature_sources order by id'), [true, false]);
    await db.query('delete from ml_run_requests');
    await db.query('update public.generated set base = 5');
    await db.query("insert into public.generated values ('AAA', '2024-01-03', 6)");
    await db.query('delete from public.generated where base = 6');
    assert.deepEqual([...new Set(await column(db, 'select reason from ml_run_requests'))], ['source stored changed']);
    assert.deepEqual(await valuesOf(), {
      'stored.base': [null, 1, 6, 6, 6],
      'stored.thrice': [null, 3, 18, 18, 18],
      'virtual.base': [null, 5, 5, 5, 5],
      'virtual.twice': [null, 10, 10, 10, 10],
    });
  });

  test('nothing that the owner of a table made runs with the rights of the triggers', async () => {
    await db.query(`
      create role somebody_else nologin;
      create schema theirs authorization somebody_else;
      grant usage on schema theirs to pgaugur_worker;
      set local role somebody_else;
      create type theirs.rating as enum ('low', 'high');
      create domain theirs.stance as theirs.rating;
      create table theirs.ran (who text);
      create function theirs.told(theirs.rating) returns text language plpgsql as
        $$ begin insert into theirs.ran values (current_user); return enum_out($1); end $$;
      create cast (theirs.rating as text) with function theirs.told(theirs.rating);
      create table theirs.ratings (symbol text, at timestamptz, rating theirs.rating, stance theirs.stance);
      insert into theirs.ratings values ('AAA', '2024-01-02', 'low', 'high');
      grant select on theirs.ratings to pgaugur_worker;
      grant insert on theirs.ran to pgaugur_worker;
      reset role`);
    await add(['rating', 'stance'], { name: 'ratings', relation: 'theirs.ratings', known: 'at' });
    assert.ok((await column(db, 'select who from theirs.ran')).length > 0, 'whoever adds it runs it');
    await db.query(`set local role somebody_else;
                    delete from theirs.ran;
                    update theirs.ratings set rating = 'high', stance = 'low';
                    insert into theirs.ratings values ('AAA', '2024-01-03', 'low', 'high');
                    delete from theirs.ratings where rating = 'low';
                    reset role`);
    assert.deepEqual(await column(db, 'select who from theirs.ran'), []);
    assert.deepEqual(await column(db, 'select said from ml_source_versions order by replaced_at'), [
      ['low', 'high'],
      ['low', 'high'],
    ]);
    await db.query('set local role somebody_else; truncate theirs.ratings; reset role');
    assert.equal(await value(db, 'select restated_sources from pipeline_health'), 'ratings', 'nobody read it');
  });

  test('a number that no double can hold ends the reading with the name of the source', async () => {
    await add(['surprise']);
    await db.query("update public.earnings set surprise = 1e400 where symbol = 'AAA'");
    await assert.rejects(
      tried(db, () => valuesOf()),
      { message: /surprise is a number that no double can hold, in the row of AAA at 2024-01-02 .*: 10{59}$/ },
    );
  });
});

describe('rows of a source that were there before', () => {
  const database = ownDatabase();
  const db = database.client();
  const second = '2024-01-04 20:59Z';
  let stock: number;
  before(async () => {
    stock = await addInstrument(db, 'AAA');
    await insertBars(db, stock, 5);
  });
  beforeEach(async () => {
    await db.query(`
      drop table if exists public.told;
      create table public.told (symbol text, known_at timestamptz, surprise numeric);
      grant select on public.told to pgaugur_worker;
      insert into public.told values ('AAA', '2024-01-02 22:00Z', 1), ('AAA', '${second}', 2)`);
    await db.query(
      "select add_feature_source('told', 'public.told', '{surprise}', 'symbol', 'known_at', '10000 days')",
    );
  });
  afterEach(async () => {
    await db.query("select remove_feature_source('told')");
  });

  const insert = (surprise: number, at = second) =>
    db.query('insert into public.told values ($1, $2, $3)', ['AAA', at, surprise]);
  const said = async () =>
    value<(number | null)[]>(db, 'select session_values from source_values($1, $2)', [
      stock,
      ['2024-01-02', '2024-01-03', '2024-01-04', '2024-01-05', await value(db, 'select (current_date + 1)::text')],
    ]);

  test('are right where the second of two that were said of one time is taken away', async () => {
    await insert(9);
    await assert.rejects(said(), /two values for one time/);
    await db.query('delete from public.told where surprise = 9');
    assert.deepEqual(await said(), [null, 1, 1, 2, 2]);
    await insert(9);
    await db.query("update public.told set known_at = '2024-01-05' where surprise = 9");
    assert.deepEqual(await said(), [null, 1, 1, 2, 9], 'and counts from then on where it was moved to');
  });

  test('are restated where a transaction writes another beside them and takes them away, whichever comes first', async () => {
    await db.query(`with gone as (delete from public.told where surprise = 2 returning *)
                    insert into public.told select symbol, known_at, 5 from gone`);
    assert.deepEqual(await said(), [null, 1, 1, 2, 5]);
    await db.query('begin');
    await insert(6);
    await db.query('savepoint here');
    await insert(7, '2024-01-02 22:00Z');
    await db.query('delete from public.told where surprise in (1, 5)');
    await db.query('commit');
    assert.deepEqual(await said(), [null, 1, 1, 2, 6]);
    assert.deepEqual(
      await column(db, 'select said from ml_source_versions where is_gone order by replaced_at, known_at'),
      [['2'], ['1'], ['5']],
    );
  });
});
