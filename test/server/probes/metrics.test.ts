import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createLog } from '../../../src/env/log.ts';
import { metricsPage } from '../../../src/server/probes/metrics.ts';
import { ownDatabase } from '../../support/own_database.ts';

describe('the page of metrics', () => {
  const database = ownDatabase();
  const db = database.pool({ role: 'pgaugur_reader', max: 1 });

  test('is three queries of one view, asked again when their numbers are old, however many scrape', async (t) => {
    let now = 0;
    t.mock.method(performance, 'now', () => now);
    const asked = t.mock.method(db, 'query');
    const page = metricsPage(db, createLog('silent'));
    /** How many queries five scrapes at this second cost. */
    const queriesAt = async (second: number) => {
      now = 1000 * second;
      asked.mock.resetCalls();
      await Promise.all(Array.from({ length: 5 }, page));
      return asked.mock.callCount();
    };
    assert.match(await page(), /^pgaugur_live_workers 0$/m);
    const texts = asked.mock.calls.map(({ arguments: [query] }) => JSON.stringify(query));
    assert.equal(texts.length, 3);
    for (const text of texts) assert.match(text, /from pipeline_metrics where/);
    assert.equal(await queriesAt(4.9), 0);
    assert.equal(await queriesAt(5.1), 1, 'what waits');
    assert.equal(await queriesAt(60.1), 2, 'runs and models, too');
    assert.equal(await queriesAt(300.1), 3, 'what is late, too');
  });
});
