import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { partitionTables } from '../../src/db/partitions/partition.ts';
import { addInstrument } from '../support/market.ts';
import { ownDatabase } from '../support/own_database.ts';
import { addModel, addPredictions } from '../support/predictions.ts';
import { column, rows, value } from '../support/rows.ts';

const INSTRUMENTS = 8;

describe('the track record of partitioned predictions', () => {
  const database = ownDatabase();
  const client = database.client();
  /** Of one partition, and instruments that it holds and does not hold. */
  let partition: string;
  let inside: number[];
  let outside: number[];

  before(async () => {
    await partitionTables(database.url, database.schema, { partitions: 2 });
    for (let i = 0; i < INSTRUMENTS; i++) {
      const instrument = await addInstrument(client, `A${i}`);
      const model = await addModel(client, instrument);
      await addPredictions(client, instrument, model, [{ session: '2024-01-02', probability: 0.7 }]);
    }
    const held = await rows<{ partition: string; instruments: number[] }>(
      client,
      `select tableoid::regclass::text as partition, array_agg(instrument_id order by instrument_id) as instruments
       from ml_predictions group by 1 order by 1`,
    );
    assert.equal(held.length, 2);
    [{ partition, instruments: inside }, { instruments: outside }] = held;
  });

  const settledOf = async (instrument: number): Promise<number | undefined> =>
    (
      await column<number>(
        client,
        `select predictions from track_record where instrument_id = $1 and model_id is null and "window" = 'all'`,
        [instrument],
      )
    )[0];
  const recorded = () => column<number>(client, 'select distinct instrument_id from ml_track_record order by 1');
  const settle = (table: string) =>
    client.query(`update ${table} set actual_class = true, prediction_accuracy = true, actual_return_7d = 0.01`);

  test('follows what is written in a partition as what is written in the table', async () => {
    await settle(partition);
    assert.deepEqual(await recorded(), inside);
    await settle('ml_predictions');
    assert.deepEqual(
      await recorded(),
      [...inside, ...outside].toSorted((a, b) => a - b),
    );
    const [instrument] = inside;
    assert.equal(await settledOf(instrument), 1);
    await client.query(
      `insert into ${partition} (model_id, instrument_id, prediction_date, target_date, trading_date_epoch,
         predicted_class, prediction_probability, trading_signal, origin, actual_class, actual_return_7d, id)
       select model_id, instrument_id, prediction_date + 1, target_date + 1, 0, true, 0.6, 'HOLD', 'live', false, -0.01, 9000
       from ${partition} where instrument_id = $1`,
      [instrument],
    );
    assert.equal(await settledOf(instrument), 2);
    await client.query(`delete from ${partition} where id = 9000`);
    assert.equal(await settledOf(instrument), 1);
  });

  test('forgets the instruments of a partition that is truncated, and no others', async () => {
    await settle('ml_predictions');
    await client.query(`truncate ${partition} cascade`);
    assert.deepEqual(await recorded(), outside);
    await client.query('truncate ml_predictions cascade');
    assert.equal(await value(client, 'select count(*)::int from ml_track_record'), 0);
  });
});
