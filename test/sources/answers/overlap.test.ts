import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PriceRow } from '../../../src/csv/index.ts';
import { basisChange } from '../../../src/sources/answers/overlap.ts';

const stored = (closes: readonly string[], adjusted: string | null = null) =>
  closes.map((close, i) => ({ date: `2024-01-0${i + 1}`, close, adjustedClose: adjusted }));
const row = (date: string, close: string, adjustedClose?: string): PriceRow => ({
  line: 1,
  date,
  open: close,
  high: close,
  low: close,
  close,
  volume: '1',
  ...(adjustedClose === undefined ? {} : { adjustedClose }),
});

describe('the basis of what is stored', () => {
  test('is the same when the far end of the overlap agrees, whatever was corrected behind it', () => {
    const delivered = [row('2024-01-01', '10.00'), row('2024-01-02', '13')];
    assert.equal(basisChange(stored(['10', '11']), delivered), undefined);
    assert.equal(basisChange([], delivered), undefined);
  });

  test('has changed behind a split', () => {
    const delivered = [row('2024-01-01', '2.5'), row('2024-01-02', '2.75')];
    assert.deepEqual(basisChange(stored(['10', '11']), delivered), {
      reason: 'the close of 2024-01-01 was 10 and is 2.5, as behind a split',
      ofPrices: true,
    });
  });

  test('has changed behind a stock dividend of one percent, and not by what two decimals round away', () => {
    assert.ok(basisChange(stored(['10.10']), [row('2024-01-01', '10')])?.ofPrices);
    assert.equal(basisChange(stored(['191.38']), [row('2024-01-01', '191.3800048828125')]), undefined);
    assert.equal(basisChange(stored(['0.54']), [row('2024-01-01', '0.5375')]), undefined);
    assert.ok(basisChange(stored(['10']), [row('2024-01-01', '10.4')])?.ofPrices);
  });

  test('has changed when only the adjusted close has, and prices have not', () => {
    const change = basisChange(stored(['10'], '9.9'), [row('2024-01-01', '10', '9.8')]);
    assert.deepEqual(change, { reason: 'the adjusted close of 2024-01-01 was 9.9 and is 9.8', ofPrices: false });
    assert.equal(basisChange(stored(['10'], null), [row('2024-01-01', '10', '9.8')]), undefined);
  });

  test('cannot be the same when no session is shared, or a stored close is no number', () => {
    assert.match(
      basisChange(stored(['10']), [row('2024-02-01', '10')])?.reason ?? '',
      /no session was delivered of the 1 newest/,
    );
    assert.match(basisChange(stored(['NaN']), [row('2024-01-01', '10')])?.reason ?? '', /was NaN and is 10/);
  });
});
