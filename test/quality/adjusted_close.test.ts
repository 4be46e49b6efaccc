import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adjustedCloseMetric } from '../../src/quality/index.ts';

test('a stored adjusted close is said to be unused, with how far it differs', () => {
  const said = (sessions: number, differing: number, largest: number) =>
    adjustedCloseMetric({ sessions, differing, largest })?.description;
  assert.equal(
    said(600, 580, 0.1234),
    'An adjusted close is stored of 600 sessions and not used; it differs from the close in 580, by up to 12.3 %: features, models and backtests take the close.',
  );
  assert.match(said(1, 0, 0) ?? '', /stored of 1 session and not used; it is the close everywhere: /);
});

test('it takes nothing off the quality, and without one nothing is said', () => {
  const metric = adjustedCloseMetric({ sessions: 2, differing: 2, largest: 3 });
  assert.deepEqual([metric?.isValid, metric?.severity, metric?.value], [true, 'info', 2]);
  assert.equal(adjustedCloseMetric({ sessions: 0, differing: 0, largest: 0 }), undefined);
});
