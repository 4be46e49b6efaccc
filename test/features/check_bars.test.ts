import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bars } from '../../src/bars.ts';
import { engineerFeatures, FEATURES } from '../../src/features/index.ts';
import { column } from '../../src/matrix.ts';
import { barsOf, randomBars, uniform, weekdays } from './support.ts';

function broken(change: (bars: Bars & { dates: string[] }) => void): Bars {
  const bars = { ...randomBars(10), dates: weekdays(10) };
  change(bars);
  return bars;
}

function refuses(bars: Bars, message: RegExp): void {
  assert.throws(() => engineerFeatures(bars), { name: 'RangeError', message });
}

test('a price of zero is refused with field, rule, value, date and row', () => {
  for (const field of ['open', 'high', 'low', 'close'] as const) {
    const withZero = broken((b) => {
      b[field][4] = 0;
    });
    refuses(withZero, new RegExp(`^bars\\.${field} must be between 1e-9 and 1e12: 0 at 2015-01-07 \\(row 4\\)$`));
  }
});

test('an unknown, negative or infinite price is refused', () => {
  for (const [field, price] of [
    ['open', Number.NaN],
    ['high', Number.POSITIVE_INFINITY],
    ['low', -0.01],
    ['close', -3],
  ] as const) {
    const bars = broken((b) => {
      b[field][9] = price;
    });
    refuses(bars, new RegExp(`bars\\.${field} must be .* ${price} at 2015-01-14 \\(row 9\\)`));
  }
});

test('a price or volume beyond the bounds is refused, one at a bound is not', () => {
  for (const [field, inside, outside] of [
    ['open', 1e12, 1.0001e12],
    ['high', 1e-9, 0.9e-9],
    ['low', 1e-9, 5e-324],
    ['close', 1e-9, 0.9e-9],
    ['close', 1e12, 1.0001e12],
    ['volume', 1e19, 1.0001e19],
  ] as const) {
    const withValue = (value: number) =>
      broken((b) => {
        b[field][3] = value;
      });
    assert.equal(engineerFeatures(withValue(inside)).rows, 10);
    refuses(withValue(outside), new RegExp(`bars\\.${field} must be .* at 2015-01-06 \\(row 3\\)`));
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

const [SMALLEST, LARGEST] = [1e-9, 1e12];
const JUST_ABOVE_SMALLEST = SMALLEST + 2 ** -82;
const alternating = extremeBars((t) => (t % 2 === 0 ? SMALLEST : LARGEST));
const constant = (value: number) => new Float64Array(alternating.dates.length).fill(value);

const EXTREMES: Record<string, Bars> = {
  'closes that alternate between the bounds': alternating,
  'closes at the bounds in blocks': extremeBars((t) => (t % 14 < 7 ? SMALLEST : LARGEST)),
  'closes at the lower bound': extremeBars(() => SMALLEST),
  'closes at the upper bound': extremeBars(() => LARGEST),
  'closes that jump from bound to bound once': extremeBars((t) => (t < 380 ? SMALLEST : LARGEST)),
  'a random walk from bound to bound': extremeBars(boundedWalk()),
  'lows at the lower bound': { ...alternating, low: constant(SMALLEST) },
  'opens, highs and lows at the lower bound': {
    ...alternating,
    open: constant(SMALLEST),
    high: constant(SMALLEST),
    low: constant(SMALLEST),
  },
  'highs below lows': { ...alternating, high: constant(SMALLEST), low: constant(LARGEST) },
  'the smallest range there can be': {
    ...alternating,
    high: constant(JUST_ABOVE_SMALLEST),
    low: constant(SMALLEST),
  },
};

for (const [name, bars] of Object.entries(EXTREMES)) {
  test(`${name}, volumes of 0 and 1e19: every feature is finite from its warm-up on`, () => {
    const matrix = engineerFeatures(bars);
    const broken = FEATURES.filter(({ warmup }, j) => !column(matrix, j).subarray(warmup).every(Number.isFinite));
    assert.deepEqual(
      broken.map((feature) => feature.name),
      [],
    );
  });
}

function extremeBars(close: (t: number) => number): Bars {
  return barsOf(400, close, (t) => (t % 3 === 0 ? 1e19 : 0)); // past the longest warm-up, 365
}

function boundedWalk(): (t: number) => number {
  const random = uniform(7);
  let price = 1;
  return () => {
    price = Math.min(LARGEST, Math.max(SMALLEST, price * Math.exp(20 * (random() - 0.5))));
    return price;
  };
}
