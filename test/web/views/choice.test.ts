import assert from 'node:assert/strict';
import { test } from 'node:test';
import { choiceOf, countsOf, filterOf, orderOf, sortOf } from '../../../src/web/views/today/choice.ts';

const group = (usable: string, signal: string | null, count: string, newestSession: string | null = null) => ({
  keys: [usable, signal],
  distinctCount: { instrumentId: count },
  max: { newestSession },
});

test('a signal is one only while it is usable', () => {
  const groups = [
    group('true', 'BUY', '1', '2026-11-26'),
    group('true', 'SELL', '2', '2026-11-27'),
    group('true', 'HOLD', '4'),
    group('true', null, '8'),
    group('false', 'BUY', '16', '2026-11-25'),
  ];
  assert.deepEqual(countsOf(groups), { all: 31, signals: 3, usable: 15, unusable: 16, newest: '2026-11-27' });
  assert.deepEqual(countsOf([]), { all: 0, signals: 0, usable: 0, unusable: 0, newest: undefined });
});

test('a search asks for symbols by their beginning and names by any part, in any case', () => {
  assert.deepEqual(filterOf('usable', ' a '), {
    and: [
      { usable: { equalTo: true } },
      { or: [{ symbol: { startsWithInsensitive: 'a' } }, { name: { includesInsensitive: 'a' } }] },
    ],
  });
  assert.equal(filterOf('all', '  '), undefined);
});

test('what is most urgent comes first, and equals by symbol, so that pages do not overlap', () => {
  assert.deepEqual(orderOf('signal', false), ['URGENCY_DESC', 'SYMBOL_ASC', 'INSTRUMENT_ID_ASC']);
  assert.deepEqual(orderOf('auc', true)[0], 'TEST_ROC_AUC_CORRECTED_LOWER_DESC');
});

test('an address that names no choice shows all, and one that names no column is sorted by urgency', () => {
  assert.deepEqual([choiceOf('usable'), choiceOf('everything'), choiceOf(null)], ['usable', 'all', 'all']);
  assert.deepEqual([sortOf('auc'), sortOf('constructor'), sortOf(null)], ['auc', 'signal', 'signal']);
});
