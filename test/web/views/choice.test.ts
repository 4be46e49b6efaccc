import assert from 'node:assert/strict';
import { test } from 'node:test';
import { choiceOf, countsOf, filterOf, orderOf, sortOf } from '../../../src/web/views/today/choice.ts';

test('who is not usable is whoever is left', () => {
  assert.deepEqual(countsOf({ instrumentsWithPredictions: 31, usablePredictions: 15, signals: 3 }), {
    all: 31,
    signals: 3,
    usable: 15,
    unusable: 16,
  });
});

test('a signal is one only while it is usable', () => {
  assert.deepEqual(filterOf('signals', ''), {
    and: [{ usable: { equalTo: true }, tradingSignal: { in: ['BUY', 'SELL'] } }],
  });
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
