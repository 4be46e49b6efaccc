import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { writePredictions } from '../../src/db/predictions.ts';
import { HORIZON_SESSIONS } from '../../src/horizon.ts';
import { addInstrument, insertBars } from '../support/market.ts';
import { addModel } from '../support/predictions.ts';
import { describeInTransaction } from '../support/rolled_back.ts';
import { column, value } from '../support/rows.ts';

describeInTransaction('live, hindsight and backfill', (client) => {
  let stock: number;
  /** Bars of 1 to 12 January 2024; the 12th was a Friday, the 15th a holiday. */
  beforeEach(async () => {
    stock = await addInstrument(client, 'AAA');
    await insertBars(client, stock, 12);
  });

  const listedAt = (columns: { mic_code?: string; timezone?: string; market_open?: string; market_close?: string }) =>
    client.query(
      `with listed as (
         insert into exchanges (name, mic_code, timezone, market_open, market_close)
         values ('here', $2, $3, $4, $5) returning id)
       update base_instruments i set exchange_id = listed.id from listed where i.id = $1`,
      [stock, columns.mic_code, columns.timezone, columns.market_open, columns.market_close],
    );
  const origin = (session: string, writtenAt: string) =>
    value<string>(client, 'select prediction_origin($1, $2, $3, $4)', [stock, session, HORIZON_SESSIONS, writtenAt]);

  test('a prediction is live until the open of the next session of its exchange, holidays and time zone counted', async () => {
    await listedAt({ mic_code: 'XNYS', timezone: 'America/New_York', market_open: '09:30' });
    assert.equal(await origin('2024-01-12', '2024-01-12 22:00+0'), 'live');
    assert.equal(await origin('2024-01-12', '2024-01-15 20:00+0'), 'live', 'nothing opens on a holiday');
    assert.equal(await origin('2024-01-12', '2024-01-16 14:29:59+0'), 'live');
    assert.equal(await origin('2024-01-12', '2024-01-16 14:30+0'), 'hindsight');
    assert.equal(await origin('2024-01-12', '2026-01-16 00:00+0'), 'hindsight');
  });

  test('without an opening time the day’s beginning counts, in the exchange’s time zone or else in UTC', async () => {
    assert.equal(await origin('2024-01-12', '2024-01-14 23:59:59+0'), 'live');
    assert.equal(await origin('2024-01-12', '2024-01-15 00:00+0'), 'hindsight', 'a Monday, where no holiday is known');
    await listedAt({ timezone: 'Asia/Tokyo' });
    assert.equal(await origin('2024-01-12', '2024-01-14 14:59:59+0'), 'live');
    assert.equal(await origin('2024-01-12', '2024-01-14 15:00+0'), 'hindsight');
    for (const nowhere of ['UTC-5', 'Middle/Earth', '', 'IST', 'CST', 'est']) {
      await client.query('update exchanges set timezone = $1', [nowhere]);
      assert.equal(await origin('2024-01-12', '2024-01-14 23:59:59+0'), 'live', nowhere);
      assert.equal(await origin('2024-01-12', '2024-01-15 00:00+0'), 'hindsight', nowhere);
    }
  });

  test('an abbreviation is no time zone: Postgres knows no summer of it, and of two countries one', async () => {
    await insertBars(client, stock, 1, { from: '2024-07-12' }); // a Friday
    for (const [timezone, before, open] of [
      ['Europe/Berlin', '06:59:59', '07:00'],
      ['CET', '00:00:00', '07:00'],
      ['Asia/Kolkata', '03:29:59', '03:30'],
      ['IST', '00:00:00', '03:30'],
      ['Japan', '00:00:00', '00:00'],
    ]) {
      await listedAt({ timezone, market_open: '09:00' });
      const last = before === '00:00:00' ? '2024-07-14 23:59:59+0' : `2024-07-15 ${before}+0`;
      assert.equal(await origin('2024-07-12', last), 'live', timezone);
      assert.equal(await origin('2024-07-12', `2024-07-15 ${open}+0`), 'hindsight', timezone);
    }
    await listedAt({ timezone: 'CET', market_open: '09:00' });
    assert.equal(await origin('2024-07-12', '2024-07-15 07:30+0'), 'hindsight', 'the open in Berlin was at 07:00');
  });

  test('a session that opens later than it closes opens in the evening before', async () => {
    const chicago = { timezone: 'America/Chicago', market_open: '17:00' };
    await listedAt({ ...chicago, market_close: '16:00' });
    assert.equal(await origin('2024-01-12', '2024-01-14 22:59:59+0'), 'live');
    assert.equal(await origin('2024-01-12', '2024-01-14 23:00+0'), 'hindsight', 'Sunday, for the session of Monday');
    await listedAt(chicago);
    assert.equal(await origin('2024-01-12', '2024-01-15 22:59:59+0'), 'live', 'when it closes is not known');
  });

  test('a market that trades every day opens on the next one', async () => {
    const coin = await addInstrument(client, 'COIN');
    await insertBars(client, coin, 27); // the last one a Saturday
    const of = (writtenAt: string) =>
      value(client, 'select prediction_origin($1, $2, $3, $4)', [coin, '2024-01-27', HORIZON_SESSIONS, writtenAt]);
    assert.equal(await of('2024-01-27 23:59:59+0'), 'live');
    assert.equal(await of('2024-01-28 00:00+0'), 'hindsight');
  });

  test('where the next session is stored its open has passed, whatever the clock and the calendar say', async () => {
    for (const session of ['2024-01-11', '2024-01-06']) {
      assert.equal(await origin(session, '2023-12-01 00:00+0'), 'hindsight', session);
    }
    assert.equal(await origin('2024-01-05', '2023-12-01 00:00+0'), 'backfill', 'the seventh is stored, too');
  });

  test('a history that is loaded at once makes no live prediction but of a session whose open is to come', async () => {
    const today = await value<string>(client, "select (now() at time zone 'UTC')::date::text");
    const model = await addModel(client, stock);
    const written = async (instrumentId: number) => {
      const sessions = await column<string>(
        client,
        'select trading_date from price_bars where instrument_id = $1 order by trading_date desc limit 9',
        [instrumentId],
      );
      const run = await value<number>(
        client,
        "insert into ml_pipeline_runs (instrument_id, kind, reason, status, finished_at) values ($1, 'prediction', 'by hand', 'succeeded', now()) returning id",
        [instrumentId],
      );
      await writePredictions(
        client,
        {
          instrumentId,
          modelId: instrumentId === stock ? model : await addModel(client, instrumentId),
          runId: run,
          symbol: 'A',
          origin: 'later',
        },
        sessions.map((date) => ({ date, probability: 0.6, signal: 'HOLD', contributions: [] })),
      );
      return column<string>(
        client,
        'select origin from ml_predictions where instrument_id = $1 order by prediction_date desc',
        [instrumentId],
      );
    };
    const after = [
      'hindsight',
      'hindsight',
      'hindsight',
      'hindsight',
      'hindsight',
      'hindsight',
      'backfill',
      'backfill',
    ];
    assert.deepEqual(await written(stock), ['hindsight', ...after]);
    const fresh = await addInstrument(client, 'BBB');
    await client.query(
      `insert into stock_prices (stock_id, trading_date_local, open_price, high_price, low_price, close_price, volume)
       select $1, $2::date - i, 10, 11, 9, 10, 100 from generate_series(0, 11) i`,
      [fresh, today],
    );
    assert.deepEqual(await written(fresh), ['live', ...after]);
  });

  test('the time of writing counts, not that at which a transaction began that waited while the market opened', async () => {
    const day = "(clock_timestamp() at time zone 'UTC')";
    const yesterday = await value<string>(client, `select (${day}::date - 1)::text`);
    const coin = await addInstrument(client, 'COIN');
    const first = new Date(Date.parse(yesterday) - 26 * 86_400_000).toISOString().slice(0, 10);
    await insertBars(client, coin, 27, { from: first }); // a market of seven days
    await client.query(
      `with listed as (
         insert into exchanges (name, timezone, market_open) values ('here', 'UTC', ${day}::time) returning id)
       update base_instruments i set exchange_id = listed.id from listed where i.id = $1`,
      [coin],
    );
    const runId = await value<number>(
      client,
      "insert into ml_pipeline_runs (instrument_id, kind, reason, status, finished_at) values ($1, 'prediction', 'by hand', 'succeeded', now()) returning id",
      [coin],
    );
    const modelId = await addModel(client, coin);
    await writePredictions(client, { instrumentId: coin, modelId, runId, symbol: 'COIN', origin: 'later' }, [
      { date: yesterday, probability: 0.6, signal: 'HOLD', contributions: [] },
    ]);
    assert.equal(
      await value(client, 'select prediction_origin(instrument_id, prediction_date, 7, now()) from ml_predictions'),
      'live',
      'when the transaction began',
    );
    assert.deepEqual(await column(client, 'select origin from ml_predictions where created_at > now()'), ['hindsight']);
  });

  test('hindsight is not usable, and says which open it came after', async () => {
    const model = await addModel(client, stock);
    await client.query(
      `insert into ml_predictions (model_id, instrument_id, prediction_date, target_date, trading_date_epoch,
         predicted_class, prediction_probability, trading_signal, signal_strength, origin, entry_date, model_age)
       values ($1, $2, current_date, current_date + 9, 0, true, 0.7, 'BUY', 0.4, 'hindsight', current_date + 3, 1)`,
      [model, stock],
    );
    const entry = await value<string>(client, 'select (current_date + 3)::text');
    assert.equal(
      await value(client, 'select why_not from prediction_usability'),
      `it was written after the open of ${entry}, which it speaks of`,
    );
  });
});
