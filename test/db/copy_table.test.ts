import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { copyOut } from '../../src/db/copy_out.ts';
import { copyTable, dateColumn, float8Column } from '../../src/db/copy_table.ts';
import { ownDatabase } from '../support/own_database.ts';

describe('a binary COPY', () => {
  const db = ownDatabase().pool();

  test('arrives as it was stored, null as NaN', async () => {
    const found = await copyOut(
      db,
      `values (7, date '2000-02-29', 0.1::float8, '\\x0102'::bytea),
              (-8, date '1969-12-31', null, ''::bytea),
              (9, date '2031-01-01', 'infinity', null)`,
    );
    assert.equal(found.rows, 3);
    assert.deepEqual(
      [0, 1, 2].map((row) => found.int4(row, 0)),
      [7, -8, 9],
    );
    assert.deepEqual(dateColumn(found, 1), ['2000-02-29', '1969-12-31', '2031-01-01']);
    assert.deepEqual([...float8Column(found, 2)], [0.1, Number.NaN, Number.POSITIVE_INFINITY]);
    assert.deepEqual(
      [0, 1, 2].map((row) => found.bytes(row, 3).toString('hex')),
      ['0102', '', ''],
    );
  });

  test('arrays arrive value by value, with what is not known among them', async () => {
    const found = await copyOut(db, `values (array[1.5, null, '-0']::float8[]), ('{}'), (array[null]::float8[])`);
    const arrays = [0, 1, 2].map((row) => {
      const values: number[] = [];
      const length = found.eachFloat8(row, 0, (i, value) => {
        values[i] = value;
      });
      assert.equal(length, values.length);
      return values;
    });
    assert.deepEqual(arrays, [[1.5, Number.NaN, -0], [], [Number.NaN]]);
  });

  test('no row is no row', async () => {
    const found = await copyOut(db, 'select 1::float8 where false');
    assert.equal(found.rows, 0);
    assert.equal(float8Column(found, 0).length, 0);
  });

  test('anything else is refused', () => {
    assert.throws(() => copyTable(Buffer.from('date,open\n2020-01-01,1\n')), /not a binary COPY stream/);
  });
});
