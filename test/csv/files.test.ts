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

  test('files that were once refused or misread are read whole', { skip: unlessShared('cases/') }, async () => {
    const expected: Record<string, [format: string, rows: number]> = {
      'yf_history.csv': ['yfinance_history', 60],
      'yf_download.csv': ['yfinance_download', 58],
      'yf_flat_noauto.csv': ['yahoo', 60],
      'tiingo.csv': ['tiingo', 81],
      'alphavantage.csv': ['alpha_vantage_adjusted', 60],
      'investing.csv': ['investing', 60],
      'excel_eu.csv': ['excel', 60],
      'crypto_volume.csv': ['plain', 60],
      'shib.csv': ['plain', 60],
    };
    for (const [name, [format, sessions]] of Object.entries(expected)) {
      const file = await parsePriceCsv(createReadStream(new URL(`cases/${name}`, SHARED)));
      assert.deepEqual([file.format, file.rows.length, file.rejected], [format, sessions, []], name);
    }
    const { rows } = await parsePriceCsv(createReadStream(new URL('cases/tiingo.csv', SHARED)));
    const falls = rows.slice(1).map((row, i) => Number(row.close) / Number(rows[i].close));
    assert.ok(Math.min(...falls) > 0.9, 'no session loses what the split took');
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
