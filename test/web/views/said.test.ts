import assert from 'node:assert/strict';
import { test } from 'node:test';
import { saidOf } from '../../../src/web/views/instrument/said.ts';

type Row = Parameters<typeof saidOf>[0][number];

const of = (
  id: string,
  predictionDate: string,
  origin: Row['origin'],
  predictionAccuracy: boolean | null = null,
): Row => ({
  id,
  modelId: '1',
  predictionDate,
  targetDate: '2024-02-01',
  predictionProbability: 0.6,
  tradingSignal: 'BUY',
  origin,
  actualClass: null,
  predictionAccuracy,
  actualReturn7d: null,
  growthLow: null,
  growthHigh: null,
  growthInside: null,
  staleAt: null,
});

test('of a session that was spoken of twice what was said live counts, and of equals what came first', () => {
  const rows = [
    of('4', '2024-01-03', 'holdout'),
    of('3', '2024-01-02', 'holdout', false),
    of('2', '2024-01-02', 'live', true),
    of('1', '2024-01-01', 'hindsight'),
    of('0', '2024-01-01', 'hindsight', true),
  ];
  assert.deepEqual(
    saidOf(rows).map(({ id, outcome }) => [id, outcome]),
    [
      ['1', 'open'],
      ['2', 'right'],
      ['4', 'open'],
    ],
  );
});
