import assert from 'node:assert/strict';
import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { parsePriceCsv } from '../../src/csv/prices.ts';
import { SHARED, unlessShared } from '../support/shared.ts';

describe('real market data', { skip: unlessShared('data/') }, () => {
  test('all 31 Dow files stream in with no line rejected', async () => {
    const folder = new URL('data/dow30/', SHARED);
    const names = readdirSync(folder).filter((name) => name.endsWith('.csv'));
    assert.equal(names.length, 31);
    let sessions = 0;
    for (const name of names) {
      const { rows, rejected } = await parsePriceCsv(createReadStream(new URL(name, folder)));
      assert.deepEqual(rejected, [], name);
      sessions += rows.length;
    }
    assert.equal(sessions, 93_587);
  });

  test('a Polish Stooq index reads like its plain form', async () => {
    const text = readFileSync(new URL('data/index/WIG20.csv', SHARED), 'utf8');
    const polish = text.replace(/^.*/, 'Data,Otwarcie,Najwyzszy,Najnizszy,Zamkniecie,Wolumen');
    const [plain, stooq] = [await parsePriceCsv(text), await parsePriceCsv(polish)];
    assert.equal(stooq.format, 'stooq_polish');
    assert.equal(stooq.rows.length, 7_327);
    assert.deepEqual(stooq.rows, plain.rows);
  });
});

test('the S&P 500 of the vega-datasets package reads with no line rejected', async () => {
  const file = new URL('../../node_modules/vega-datasets/data/sp500-2000.csv', import.meta.url);
  const { format, rows, rejected } = await parsePriceCsv(createReadStream(file));
  assert.equal(format, 'vega_datasets');
  assert.equal(rejected.length, 0);
  assert.equal(rows.length, 5_105);
  assert.equal(rows[5_104].line, 5_106);
  assert.equal(rows[5_104].close, '2874.560059');
});
