import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { unmatchedKeys } from '../../src/db/feature_sources.ts';
import { addInstrument, insertBars } from '../support/market.ts';
import { describeInTransaction, tried } from '../support/rolled_back.ts';
import { column, one, rows, value } from '../support/rows.ts';

const COLUMNS = 'symbol text, published timestamptz, surprise numeric, said text';

describeInTransaction('tables that sources read', (db) => {
  let stock: number;
  let notices: string[];
  const heard = (notice: { message?: string }) => void notices.push(notice.message ?? '');
  beforeEach(async () => {
    stock = await addInstrument(db, 'AAA');
    await insertBars(db, stock, 5);
    notices = [];
    db.off('notice', heard);
    db.on('notice', heard);
  });

  const make = async (rowsOf: string, definition = `table public.odd (${COLUMNS})`) => {
    await db.query(`create ${definition}; grant select on public.odd to pgaugur_worker`);
    if (rowsOf) await db.query(`insert into public.odd values ${rowsOf}`);
  };
  const add = (columns = '{surprise}', relation = 'public.odd', key: string | null = 'symbol', known = 'published') =>
    tried(db, () =>
      one<{ is_watched: boolean; value_columns: string[] }>(
        db,
        "select * from add_feature_source('odd', $1, $2, $3, $4, '10000 days')",
        [relation, columns, key, known],
      ),
    );
  const known = (sessions = ['2024-01-05']) =>
    tried(db, () =>
      value<(number | null)[]>(db, 'select session_values from source_values($1, $2)', [stock, sessions]),
    );
  const refused = (message: RegExp | string, ...asked: Parameters<typeof add>) =>
    assert.rejects(add(...asked), { message });
  const tomorrow = () => value<string>(db, "select ((now() at time zone 'UTC')::date + 2)::text");
  const asked = () => rows(db, "select instrument_ids from ml_run_requests where reason = 'source odd changed'");

  test('keys that are no instrument are counted and named where a source is added, in its row and by the doctor', async () => {
    await make(
      `('AAA', '2024-01-02', 1), ('aaa', '2024-01-02', 1), (' AAA', '2024-01-02', 1), (null, '2024-01-02', 1)`,
    );
    await add();
    const words = `source "odd": 2 of 3 keys are no symbol of an instrument: ' AAA', 'aaa'`;
    assert.deepEqual(notices, [words]);
    assert.deepEqual(await unmatchedKeys(db), [words]);
    assert.deepEqual(await one(db, 'select keys_matched, keys_unmatched, first_unmatched from ml_feature_sources'), {
      keys_matched: 1,
      keys_unmatched: 2,
      first_unmatched: [' AAA', 'aaa'],
    });
  });

  test('keys are counted again once a day, as the worker reads them', async () => {
    await make(`('AAA', '2024-01-02', 1), ('BBB', '2024-01-02', 1)`);
    await add();
    await insertBars(db, await addInstrument(db, 'BBB'), 5);
    const unmatched = () => value<number>(db, 'select keys_unmatched from ml_feature_sources');
    await db.query('set local role pgaugur_worker');
    await db.query('select reconcile_sources()');
    assert.equal(await unmatched(), 1, 'they were counted a moment ago');
    await db.query('reset role');
    await db.query("update ml_feature_sources set keys_counted_at = now() - interval '25 hours'");
    await db.query('set local role pgaugur_worker');
    await db.query('select reconcile_sources()');
    assert.equal(await unmatched(), 0);
    assert.deepEqual(await unmatchedKeys(db), []);
  });

  test('of many keys the first five are named; of none, or of a series for all, nothing is said', async () => {
    await make("('S1', '2024-01-02', 1)");
    await db.query("insert into public.odd select 'S' || n, '2024-01-02', 1 from generate_series(2, 7) n");
    await add();
    assert.match(notices[0], /^source "odd": 7 of 7 keys are .*: 'S1', 'S2', 'S3', 'S4', 'S5' …$/);
    await db.query("select remove_feature_source('odd')");
    await db.query('truncate public.odd');
    await add();
    await db.query("select remove_feature_source('odd')");
    await add('{surprise}', 'public.odd', null);
    assert.equal(notices.length, 1);
    assert.equal(await value(db, 'select keys_matched from ml_feature_sources where removed_at is null'), null);
  });

  test('a symbol of several instruments is refused: the key must be the id', async () => {
    await make("('AAA', '2024-01-02', 1)");
    const other = await addInstrument(db, 'OTHER');
    await db.query("insert into exchanges (name, mic_code) values ('other', 'XOTH')");
    await db.query(
      "update base_instruments set symbol = 'AAA', exchange_id = (select id from exchanges where mic_code = 'XOTH') where id = $1",
      [other],
    );
    await refused('source "odd": symbol "AAA" is that of several instruments, the key must be their id');
  });

  test('what was wrong with a row is not kept against the one that mends it', async () => {
    await make("('AAA', '2024-01-02', 1, '1.5'), ('AAA', '2024-01-03', 2, '1e+99')");
    await add('{surprise,said}');
    await db.query("update public.odd set said = 'n/a', surprise = 1e400 where surprise = 2");
    await assert.rejects(known(), /surprise is a number that no double can hold, in the row of AAA at 2024-01-03/);
    await db.query("update public.odd set said = '7', surprise = 3 where said = 'n/a'");
    const later = await tomorrow();
    const values = async () =>
      (
        await rows<{ session_values: (number | null)[] }>(db, 'select session_values from source_values($1, $2)', [
          stock,
          ['2024-01-02', '2024-01-05', later],
        ])
      ).map((of) => of.session_values);
    const [surprise, said] = await values();
    assert.deepEqual([surprise[1], surprise[2]], [2, 3]);
    assert.deepEqual([said[1], said[2]], [1e99, 7]);
  });

  test('what was kept is the number that was said, and nothing where it was none', async () => {
    const said = ['1e+100', '-2.5E-300', '007', ' .5 ', 'NaN', 'Infinity', 'n/a', '', '1e400', `0.${'0'.repeat(400)}1`];
    assert.deepEqual(
      await column(db, 'select kept_number(s) from unnest($1::text[]) with ordinality u (s, n) order by n', [said]),
      [1e100, -2.5e-300, 7, 0.5, null, null, null, null, null, null],
    );
  });

  test('a table under row level security that lets workers read nothing is refused, also when that comes later', async () => {
    const hidden = 'source "odd": row level security of public.odd hides every row from pgaugur_worker';
    await make("('AAA', '2024-01-02', 1)");
    await db.query('alter table public.odd enable row level security');
    await refused(hidden);
    await db.query('create policy workers on public.odd for select to pgaugur_worker using (true)');
    await add();
    assert.deepEqual(notices, [
      'source "odd": row level security of public.odd is on, rows that its policies hide from pgaugur_worker are not known',
    ]);
    await db.query('set local role pgaugur_worker');
    assert.deepEqual(await known(), [1]);
    await db.query('reset role');
    await db.query('drop policy workers on public.odd');
    await db.query('set local role pgaugur_worker');
    await assert.rejects(known(), { message: `source "odd" (public.odd) of AAA: ${hidden}` });
  });

  test('what became of a table is said: gone, a column gone, or of another type', async () => {
    await make("('AAA', '2024-01-02', 1, 'x')");
    await add();
    const says = async (change: string, message: string) => {
      await db.query('savepoint there');
      await db.query(change);
      await assert.rejects(known(), { message: `source "odd" (public.odd) of AAA: source "odd": ${message}` });
      await db.query('rollback to there');
    };
    await says('alter table public.odd rename to other', 'there is no table or view public.odd any more');
    await says('alter table public.odd drop column surprise', 'public.odd has no column "surprise" any more');
    await says('alter table public.odd rename column published to at', 'public.odd has no column "published" any more');
    await says(
      'alter table public.odd alter column surprise type text',
      'column "surprise" was a number when the source was added, and is text now',
    );
    await says(
      "alter table public.odd alter column published type timestamp using published at time zone 'UTC'",
      'column "published" was timestamptz when the source was added, and is timestamp now',
    );
    await db.query('alter table public.odd alter column surprise type bigint');
    assert.deepEqual(await known(), [1], 'a number is a number');
  });

  test('tables that no worker can read, or that runs write themselves, are refused', async () => {
    await db.query(`create temporary table brief (${COLUMNS}); grant select on brief to pgaugur_worker`);
    await refused(/^source "odd": brief is temporary, no worker can read it$/, '{surprise}', 'brief');
    await refused(
      /^source "odd": ml_pipeline_runs is written by the runs that would read it$/,
      '{attempt}',
      'ml_pipeline_runs',
      'instrument_id',
      'requested_at',
    );
  });

  test('a partition, and tables that inherit, are looked at by the schedule: statements on others write them', async () => {
    await make(
      '',
      `table public.whole (${COLUMNS}) partition by list (symbol); create table public.odd partition of public.whole default`,
    );
    assert.equal((await add()).is_watched, false);
    await db.query("insert into public.whole values ('AAA', '2024-01-02', 4)");
    assert.deepEqual(await asked(), []);
    await db.query('select reconcile_sources()');
    assert.deepEqual(await asked(), [{ instrument_ids: [stock] }]);
    assert.deepEqual(await known(), [4]);
  });

  test('a table from which another one inherits later is looked at by the schedule from then on', async () => {
    await make('');
    assert.equal((await add()).is_watched, true);
    await db.query(
      "create table public.more () inherits (public.odd); insert into public.more values ('AAA', '2024-01-02', 4)",
    );
    await db.query('select reconcile_sources()');
    assert.deepEqual(await asked(), [{ instrument_ids: [stock] }]);
    assert.deepEqual(await known(), [4]);
  });

  test('a partitioned table is watched as a whole', async () => {
    await make(
      '',
      `table public.odd (${COLUMNS}) partition by list (symbol); create table public.part partition of public.odd default`,
    );
    assert.equal((await add()).is_watched, true);
    await db.query("insert into public.odd values ('AAA', '2024-01-02', 4)");
    assert.deepEqual(await asked(), [{ instrument_ids: [stock] }]);
  });

  test('long texts are no categories, and are not said whole', async () => {
    await make("('AAA', '2024-01-02', 1, repeat('x', 201))");
    await refused(
      `source "odd": column "said" has a category of more than 200 letters, '${'x'.repeat(60)}'…`,
      '{said}',
    );
    await db.query("update public.odd set said = '5'");
    await db.query("insert into public.odd values ('AAA', '2024-01-03', 1, repeat('y', 100000))");
    await refused(/^source "odd": text in the number said, in the row of AAA at 2024-01-03 [^y]*: 'y{60}'$/, '{said}');
  });

  test('columns are counted from one wherever their array begins, and names of nothing are refused', async () => {
    await make("('AAA', '2024-01-02', 1)");
    assert.deepEqual((await add('[0:0]={surprise}')).value_columns, ['surprise']);
    assert.deepEqual(await known(), [1]);
    await assert.rejects(
      tried(db, () => db.query("select add_feature_source(null, 'public.odd', '{surprise}', 'symbol', 'published')")),
      { message: 'source null: its name must be at most 40 lower case letters, digits and _' },
    );
  });

  test('values at the edges of what a double holds are read, and what is beyond is refused with its row', async () => {
    const holds = (numbers: readonly string[]) =>
      column(db, 'select fits_a_double(s::numeric) from unnest($1::text[]) with ordinality u (s, n) order by n', [
        numbers,
      ]);
    assert.deepEqual(await holds(['0', '5e-324', '1.7976931348623157e308', 'NaN', '-Infinity']), Array(5).fill(true));
    assert.deepEqual(await holds(['1e-324', '1.8e308', '-1e400']), Array(3).fill(false));
    await make("('AAA', '2024-01-02', 9007199254740993), ('AAA', '2024-01-03', 1e-400)");
    await refused(/^source "odd": surprise is a number that no double can hold, in the row of AAA at 2024-01-03/);
    await db.query('delete from public.odd where surprise < 1');
    await add();
    assert.deepEqual(await known(), [9007199254740992]);
  });
});
