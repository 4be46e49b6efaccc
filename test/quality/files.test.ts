import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { QualityReport } from '../../src/quality/index.ts';
import { assessQuality } from '../../src/quality/index.ts';
import { readBars } from '../features/support.ts';
import { SHARED, unlessShared } from '../support/shared.ts';

const barsOfFile = (path: string) => readBars(new URL(`data/${path}`, SHARED));

/** The findings of a report that are not valid, name → description. */
function remarks({ metrics }: QualityReport): Record<string, string> {
  return Object.fromEntries(
    metrics.filter(({ isValid }) => !isValid).map(({ name, description }) => [name, description]),
  );
}

describe('real market data', { skip: unlessShared('data/') }, () => {
  test('AABA: the day of the takeover bid is the one jump', () => {
    const report = assessQuality(barsOfFile('dow30/AABA.csv'));
    assert.deepEqual(remarks(report), {
      price_jumps: '1 jump over 40.0 % from close to close: 2008-02-01 (19.18 → 28.38, +48.0 %).',
      ohlc_violations: '1 session with impossible prices: 2011-08-02 (open 12.96 outside 12.52–12.94).',
    });
    assert.ok(report.score > 0.99 && report.score < 1);
  });

  test('BA: four opens outside low–high, one of them at 200', () => {
    const report = assessQuality(barsOfFile('dow30/BA.csv'));
    assert.deepEqual(remarks(report), {
      ohlc_violations:
        '4 sessions with impossible prices: 2006-03-22 (open 77.45 outside 78–78.8), ' +
        '2007-02-08 (open 200 outside 88.55–90.36), 2007-07-02 (open 96.16 outside 96.27–97.05) and 1 more.',
    });
    assert.ok(report.score > 0.99);
  });

  test('HD: the low of 0 is found among the opens outside low–high', () => {
    const { metrics } = assessQuality(barsOfFile('dow30/HD.csv'));
    assert.equal(metrics.find(({ name }) => name === 'ohlc_violations')?.value, 13);
  });

  test('MSFT and TRV: a close outside low–high counts like an open', () => {
    const violations = (file: string) =>
      assessQuality(barsOfFile(file)).metrics.find(({ name }) => name === 'ohlc_violations')?.value;
    assert.equal(violations('dow30/MSFT.csv'), 2);
    assert.equal(violations('dow30/TRV.csv'), 4);
  });

  test('VIX: an index without any volume is only noted, its 19 real jumps are found', () => {
    const report = assessQuality(barsOfFile('index/VIX.csv'));
    const volume = report.metrics.find(({ name }) => name === 'zero_volume_share');
    assert.deepEqual([volume?.severity, volume?.isValid], ['info', true]);
    const { price_jumps: jumps, ...others } = remarks(report);
    assert.match(jumps, /^19 jumps over 40\.0 % .*: 1990-07-23 \(15\.63 → 23\.68, \+51\.5 %\), .* and 16 more\.$/);
    // Single quotes a day and no volume: two days on which the value simply stayed.
    assert.deepEqual(others, { duplicate_bars: '2 bars identical to the previous one: 1991-03-01, 1991-09-19.' });
    assert.ok(report.score > 0.99);
  });

  test('IXIC: the years before volume was recorded are a warning, and the series stays usable', () => {
    const report = assessQuality(barsOfFile('index/IXIC.csv'));
    assert.match(remarks(report).zero_volume_share, /^3457 sessions \(27\.5 %\) without volume: 1971-02-05, /);
    assert.ok(report.score > 0.9);
  });

  test('SPX and GOOG are clean', () => {
    for (const file of ['index/SPX.csv', 'goog.csv']) {
      const report = assessQuality(barsOfFile(file));
      assert.deepEqual(remarks(report), {}, file);
      assert.equal(report.score, 1, file);
    }
  });

  test('WIG20: weekly sessions in its first months are no gaps, two skipped weeks are', () => {
    assert.deepEqual(remarks(assessQuality(barsOfFile('index/WIG20.csv'))), {
      calendar_gaps:
        '2 gaps over 7 calendar days: 1991-04-30 → 1991-05-14 (14 days), 1991-12-17 → 1991-12-31 (14 days).',
    });
  });
});
