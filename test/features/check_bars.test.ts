import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bars } from '../../src/bars.ts';
import { engineerFeatures } from '../../src/features/index.ts';
import { randomBars, weekdays } from './support.ts';

function broken(change: (bars: Bars & { dates: string[] }) => void): Bars {
  const bars = { ...randomBars(10), dates: weekdays(10) };
  change(bars);
  return bars;
}

function refuses(bars: Bars, message: RegExp): void {
  assert.throws(() => engineerFeatures(bars), { name: 'RangeError', message });
}

test('a low of zero is refused with field, rule, value, date and row', () => {
  const bars = broken((b) => {
    b.low[4] = 0;
  });
  refuses(bars, /^bars\.low must be positive and finite: 0 at 2015-01-07 \(row 4\)$/);
});

test('an unknown, negative or infinite price is refused', () => {
  for (const [field, price] of [
    ['open', Number.NaN],
    ['high', Number.POSITIVE_INFINITY],
    ['close', -3],
  ] as const) {
    const bars = broken((b) => {
      b[field][9] = price;
    });
    refuses(bars, new RegExp(`bars\\.${field} .* ${price} at 2015-01-14 \\(row 9\\)`));
  }
});

test('a negative or unknown volume is refused', () => {
  for (const volume of [-1, Number.NaN]) {
    const bars = broken((b) => {
      b.volume[0] = volume;
    });
    refuses(bars, new RegExp(`bars\\.volume .* ${volume} at 2015-01-01 \\(row 0\\)`));
  }
});

test('dates out of order or repeated are refused', () => {
  const swapped = broken((b) => {
    [b.dates[2], b.dates[3]] = [b.dates[3], b.dates[2]];
  });
  refuses(swapped, /dates must ascend strictly: row 3 is 2015-01-05 after 2015-01-06 in row 2/);
  const repeated = broken((b) => {
    b.dates[1] = b.dates[0];
  });
  refuses(repeated, /dates must ascend strictly: row 1/);
});

test('dates that are no days of the calendar are refused', () => {
  for (const text of ['2015-02-30', '2015-1-05', '05.01.2015', '']) {
    const bars = broken((b) => {
      b.dates[2] = text;
    });
    refuses(bars, new RegExp(`ISO dates .*: row 2 is "${text}"`));
  }
});

test('arrays of unequal length are refused', () => {
  refuses({ ...randomBars(10), volume: new Float64Array(9) }, /bars\.volume must have one value per date: 10 .* 9/);
});

test('an open or close outside low–high is computed on: it is a matter of data quality', () => {
  const bars = broken((b) => {
    b.close[5] = b.high[5] * 1.1;
    b.open[6] = b.low[6] * 0.9;
  });
  assert.equal(engineerFeatures(bars).rows, 10);
});
