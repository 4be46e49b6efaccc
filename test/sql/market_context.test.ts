import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import type pg from 'pg';
import { CONTEXT_SLOTS } from '../../src/features/index.ts';
import { addInstrument, insertIndexRows, insertPriceRows, walkRows } from '../support/market.ts';
import { ownDatabase } from '../support/own_database.ts';
import { describeInTransaction, tried } from '../support/rolled_back.ts';
import { column } from '../support/rows.ts';
import { rowsRead } from '../support/rows_read.ts';

const rows = walkRows(3, 1);

/** What a test is about, made one by one. */
const market = (db: pg.Client) => {
  async function exchange(mic: string, timezone: string | null, close: string | null): Promise<number> {
    const made = await db.query(
      'insert into exchanges (name, mic_code, timezone, market_close) values ($1, $1, $2, $3) returning id',
      [mic, timezone, close],
    );
    return made.rows[0].id;
  }

  async function instrument(symbol: string, exchangeId: number | null = null): Promise<number> {
    const id = await addInstrument(db, symbol);
    await db.query('update base_instruments set exchange_id = $2 where id = $1', [id, exchangeId]);
    await insertPriceRows(db, id, rows);
    return id;
  }

  async function index(symbol: string, exchangeId: number | null = null): Promise<number> {
    const id = await addInstrument(db, symbol, 'index');
    await db.query('update base_instruments set exchange_id = $2 where id = $1', [id, exchangeId]);
    await insertIndexRows(db, id, rows);
    return id;
  }

  const slotsOf = (id: number): Promise<string[]> =>
    column(
      db,
      `select slot || ' ' || index_symbol || coalesce(' ' || volatility_index_symbol, '') as slot
         from market_context where instrument_id = $1 order by market_context.slot`,
      [id],
    );

  return { exchange, instrument, index, slotsOf };
};

describeInTransaction('market_context', (db) => {
  const { exchange, instrument, index, slotsOf } = market(db);

  test('a volatility index is known by its symbol, whatever a vendor writes around it', async () => {
    const known = (symbols: readonly string[]) =>
      column(db, 'select s from unnest($1::text[]) s where is_volatility_index(s)', [symbols]);
    const vix = ['VIX', 'vix', '^VIX', '$VIX', '.VIX', 'I:VIX', 'VIX.INDX', '^VIX3M'];
    assert.deepEqual(await known([...vix, 'VIXY', 'AVIX', 'VIX.US', 'I:SPX', 'GSPC.INDX', 'IVIX']), vix);
  });

  test('the first four indices with prices fill the slots, a volatility index beside each', async () => {
    const stock = await instrument('ALFA');
    await index('^VIX');
    for (const symbol of ['A', 'B', 'C', 'D', 'E']) await index(symbol);
    await addInstrument(db, 'EMPTY', 'index');
    assert.deepEqual(await slotsOf(stock), ['1 A ^VIX', '2 B ^VIX', '3 C ^VIX', '4 D ^VIX']);
    assert.equal(CONTEXT_SLOTS, 4, 'the view and the features count alike');
  });

  test('an index is one in whichever price table it is, as the sample is', async () => {
    const stock = await instrument('ALFA');
    for (const symbol of ['SPX', 'VIX']) await insertPriceRows(db, await addInstrument(db, symbol, 'index'), rows);
    assert.deepEqual(await slotsOf(stock), ['1 SPX VIX']);
  });

  test('an index stands beside the others and not beside itself', async () => {
    const first = await index('A');
    await index('B');
    assert.deepEqual(await slotsOf(first), ['2 B']);
  });

  test('what is stated for an exchange holds there, the default everywhere else, and nothing is chosen by itself', async () => {
    const [warsaw, newYork] = [await exchange('XWAR', null, null), await exchange('XNYS', null, null)];
    const [polish, american] = [await instrument('ALFA', warsaw), await instrument('BETA', newYork)];
    const [wig, spx, vix] = [await index('WIG20'), await index('SPX'), await index('VIX')];
    await db.query('insert into ml_context_indices (slot, index_id, volatility_index_id) values (1, $1, $2)', [
      spx,
      vix,
    ]);
    await db.query('insert into ml_context_indices (exchange_id, slot, index_id) values ($1, 3, $2)', [warsaw, wig]);
    assert.deepEqual(await slotsOf(polish), ['3 WIG20']);
    assert.deepEqual(await slotsOf(american), ['1 SPX VIX']);
  });

  test('a slot is refused outside 1 to 4, twice, or with an index as its own volatility', async () => {
    const a = await index('A');
    const put = (slot: number, volatility: number | null = null) =>
      tried(db, () =>
        db.query('insert into ml_context_indices (slot, index_id, volatility_index_id) values ($1, $2, $3)', [
          slot,
          a,
          volatility,
        ]),
      );
    await assert.rejects(put(5), { constraint: 'slot_between_1_and_4' });
    await assert.rejects(put(1, a), { constraint: 'index_is_not_its_own_volatility' });
    await put(1);
    await assert.rejects(put(1), { constraint: 'one_index_per_exchange_and_slot' });
  });

  test('a close counts for the same date only where it is known when the other market ends', async () => {
    const newYork = await exchange('XNYS', 'America/New_York', '16:00');
    const warsaw = await exchange('XWAR', 'Europe/Warsaw', '17:00');
    const tokyo = await exchange('XTKS', 'Asia/Tokyo', '15:00');
    const unknown = await exchange('XXXX', null, null);
    const cases: [string, number | null, number | null, boolean][] = [
      ['one market', newYork, newYork, true],
      ['no market is known', null, null, true],
      ['Warsaw closes before New York', warsaw, newYork, true],
      ['New York closes after Warsaw', newYork, warsaw, false],
      ['Tokyo closes first', tokyo, warsaw, true],
      ['the market of the index is not known', null, newYork, false],
      ['the market of the instrument is not known', newYork, null, false],
      ['its closing time is not known', unknown, newYork, false],
      ['its time zone is no name', await exchange('XBAD', 'CET-somewhere', '09:00'), newYork, false],
      ['its time zone does not exist', await exchange('XNON', 'Europe/Nowhere', '09:00'), newYork, false],
      ['its time zone is an offset of unclear sign', await exchange('XOFF', 'UTC-5', '16:00'), newYork, false],
      ['its time zone is an abbreviation, without summer', await exchange('XEST', 'EST', '15:00'), newYork, false],
      // For three weeks in spring New York has summer time and Berlin has not: then 22:00 there is 17:00 here.
      ['it closes later for some weeks', await exchange('XBER', 'Europe/Berlin', '22:00'), newYork, false],
    ];
    for (const [what, ofIndex, ofInstrument, expected] of cases) {
      const found = await db.query('select closes_no_later($1, $2) as known', [ofIndex, ofInstrument]);
      assert.equal(found.rows[0].known, expected, what);
    }
  });

  test('of all instruments reads each a few times, not once for every other', async () => {
    await index('SPX');
    await db.query("insert into base_instruments (symbol, name) select 'S' || n, 'S' from generate_series(1, 200) n");
    // Names are looked up by key here, as in a large table: who reads all of this small one for them is not meant.
    await db.query('set local enable_hashjoin to off');
    const before = await rowsRead(db, 'base_instruments');
    assert.equal((await db.query('select from market_context')).rowCount, 200);
    assert.ok((await rowsRead(db, 'base_instruments')) - before < 5 * 200);
  });

  test('of a page of instruments does not look at the others, but to find which are indices', async () => {
    await index('SPX');
    await db.query("insert into base_instruments (symbol, name) select 'S' || n, 'S' from generate_series(1, 2000) n");
    await db.query('analyze base_instruments');
    const before = await rowsRead(db, 'base_instruments');
    const page = await db.query('select * from market_context order by instrument_id, slot limit 10');
    assert.equal(page.rowCount, 10);
    assert.ok((await rowsRead(db, 'base_instruments')) - before < 2 * 2001 + 100);
  });
});

// Not in one transaction: an instrument is asked for once in each.
describe('a change of the market context', () => {
  const db = ownDatabase().client();
  const { exchange, instrument, index, slotsOf } = market(db);
  beforeEach(async () => {
    await db.query('delete from ml_context_indices; delete from base_instruments; delete from exchanges');
  });

  /** Ends all open runs and answers, after `change`, which instruments were asked for. */
  async function askedBy(change: () => Promise<unknown>): Promise<number[]> {
    await db.query("select cancel_run(id) from ml_pipeline_runs where status in ('queued', 'running')");
    await change();
    const open = await db.query(
      "select instrument_id as id from ml_pipeline_runs where status in ('queued', 'running') order by 1",
    );
    return open.rows.map((row) => row.id);
  }

  test('an index asks for those beside it, a stock for itself alone', async () => {
    const [alfa, beta] = [await instrument('ALFA'), await instrument('BETA')];
    const [a, vix] = [await index('A'), await index('VIX')];
    await addInstrument(db, 'NOPRICES');
    const more = walkRows(4, 1);
    assert.deepEqual(await askedBy(() => insertPriceRows(db, alfa, more, 3, 4)), [alfa]);
    assert.deepEqual(await askedBy(() => insertIndexRows(db, a, more, 3, 4)), [alfa, beta, a, vix]);
    assert.deepEqual(await askedBy(() => insertIndexRows(db, vix, more, 3, 4)), [alfa, beta, vix]);
  });

  test('an index that loses its prices, is switched off or removed asks for everyone', async () => {
    const alfa = await instrument('ALFA');
    const [a, b] = [await index('A'), await index('B')];
    const c = await index('C');
    assert.deepEqual(await askedBy(() => db.query('delete from index_prices where index_id = $1', [a])), [
      alfa,
      a,
      b,
      c,
    ]);
    assert.deepEqual(await slotsOf(alfa), ['1 B', '2 C']);
    assert.deepEqual(
      await askedBy(() => db.query('update base_instruments set is_active = false where id = $1', [b])),
      [alfa, c],
    );
    assert.deepEqual(await askedBy(() => db.query('delete from base_instruments where id = $1', [c])), [alfa]);
    assert.deepEqual(
      await askedBy(() => db.query("update base_instruments set name = 'Alfa' where id = $1", [alfa])),
      [],
    );
  });

  test('another closing time asks for everyone, another name of an exchange for nobody', async () => {
    const warsaw = await exchange('XWAR', 'Europe/Warsaw', '17:00');
    const alfa = await instrument('ALFA', warsaw);
    assert.deepEqual(await askedBy(() => db.query("update exchanges set name = 'Warsaw'")), []);
    const close = (time: string) => askedBy(() => db.query('update exchanges set market_close = $1', [time]));
    assert.deepEqual(await close('17:01'), [], 'there is no index to look at');
    const wig20 = await index('WIG20');
    assert.deepEqual(await close('17:05'), [alfa, wig20]);
  });

  test('removing a stock asks for nobody, although its foreign keys reach the tables of the context', async () => {
    const [alfa, beta] = [await instrument('ALFA'), await instrument('BETA')];
    const a = await index('A');
    await db.query('insert into ml_context_indices (slot, index_id) values (1, $1)', [a]);
    assert.deepEqual(await askedBy(() => db.query('delete from base_instruments where id = $1', [alfa])), []);
    assert.deepEqual(await askedBy(() => db.query('update ml_context_indices set slot = 2 where false')), []);
    assert.deepEqual(await slotsOf(beta), ['1 A']);
  });

  test('a stated slot asks for the instruments of its exchange, a default slot for all', async () => {
    const warsaw = await exchange('XWAR', null, null);
    const [alfa, beta, a] = [await instrument('ALFA', warsaw), await instrument('BETA'), await index('A')];
    assert.deepEqual(
      await askedBy(() =>
        db.query('insert into ml_context_indices (exchange_id, slot, index_id) values ($1, 1, $2)', [warsaw, a]),
      ),
      [alfa],
    );
    assert.deepEqual(await askedBy(() => db.query('update ml_context_indices set exchange_id = null')), [
      alfa,
      beta,
      a,
    ]);
    assert.deepEqual(await askedBy(() => db.query('delete from ml_context_indices')), [alfa, beta, a]);
    assert.deepEqual(await askedBy(() => db.query('truncate ml_context_indices')), [alfa, beta, a]);
  });
});
