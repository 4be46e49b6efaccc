import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readFeatures, writeFeatures } from '../../src/db/features.ts';
import { inTransaction } from '../../src/db/pool.ts';
import { createMatrix } from '../../src/matrix.ts';
import { addInstrument } from '../support/market.ts';
import { ownDatabase } from '../support/own_database.ts';

describe('stored features', () => {
  const db = ownDatabase().pool();

  test('features come back from the database bit for bit, unknown values as null there and NaN here', async () => {
    const instrument = await addInstrument(db, 'AAA');
    const set = await db.query<{ id: number }>(
      "insert into ml_feature_sets (version, feature_names) values ('test', '{a,b,c}') returning id",
    );
    const featureSet = { id: set.rows[0].id, names: ['a', 'b', 'c'] };
    const dates = ['1969-12-31', '2000-01-01', '2024-02-29'];
    const values = [
      [0.1 + 0.2, Number.NaN, -1e-300],
      [Number.NaN, Number.NaN, Number.NaN],
      [1 / 3, Number.MAX_VALUE, 5e-324],
    ];
    const features = createMatrix(3, 3);
    for (const [i, row] of values.entries()) {
      for (const [j, value] of row.entries()) features.data[j * 3 + i] = value;
    }
    const computed = {
      dates,
      features,
      completeness: Float64Array.of(2 / 3, 0, 1),
      quality: Float64Array.of(1, 0.5, 0.75),
      hashes: [1, 2, 3].map((byte) => new Uint8Array(16).fill(byte)),
    };
    await inTransaction(db, (client) => writeFeatures(client, instrument, featureSet.id, computed));
    // Writing again replaces, and a part of the rows can be written alone.
    await inTransaction(db, (client) => writeFeatures(client, instrument, featureSet.id, computed, [1]));

    const stored = await readFeatures(db, instrument, featureSet, '2024-02-29');
    assert.deepEqual(stored.dates, dates);
    assert.deepEqual(stored.features.matrix, features);
    assert.deepEqual(stored.completeness, computed.completeness);
    assert.deepEqual(
      stored.hashes.map((hash) => new Uint8Array(hash)),
      computed.hashes,
    );
    const nulls = await db.query("select values from features where trading_date = '1969-12-31'");
    assert.deepEqual(nulls.rows, [{ values: [0.1 + 0.2, null, -1e-300] }]);
    assert.deepEqual((await readFeatures(db, instrument, featureSet, '2024-02-28', '2000-01-01')).dates, [
      '2000-01-01',
    ]);
    await assert.rejects(
      readFeatures(db, instrument, { ...featureSet, names: ['a', 'b'] }, '2024-02-29'),
      /3 values, its feature set has 2 names/,
    );
  });
});
