import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { HORIZON_SESSIONS } from '../../../src/horizon.ts';
import {
  LONGEST_LABEL_DAYS,
  type PooledRows,
  poolFolds,
  UntrainableError,
  walkForwardFolds,
} from '../../../src/learn/index.ts';
import { createRandom } from '../../../src/random.ts';
import { weekdays } from '../../features/support.ts';

const DAYS = weekdays(2500);

/** Labelled rows on the given sessions: each that has a seventh after it, not too far away. */
function labelled(sessions: readonly string[]): { date: string; end: string }[] {
  return sessions
    .slice(0, -HORIZON_SESSIONS)
    .map((date, t) => ({ date, end: sessions[t + HORIZON_SESSIONS] }))
    .filter(({ date, end }) => Date.parse(end) - Date.parse(date) <= LONGEST_LABEL_DAYS * 86_400_000);
}

function pooled(calendars: readonly (readonly string[])[]): PooledRows {
  const rows = calendars.flatMap(labelled).sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
  return { dates: rows.map(({ date }) => date), labelEnds: rows.map(({ end }) => end) };
}

/** Instruments that are listed at different times, miss days of their own, and some of which were halted for weeks. */
const pools = fc
  .record({ instruments: fc.integer({ min: 1, max: 6 }), seed: fc.nat(1e9) })
  .map(({ instruments, seed }) =>
    pooled(
      Array.from({ length: instruments }, (_, i) => {
        const { next, below } = createRandom(seed, i);
        const listed = i === 0 ? 0 : below(400);
        const halted = below(2000);
        const haltEnds = next() < 0.5 ? halted + below(40) : halted;
        return DAYS.slice(0, 2000).filter((_, t) => t >= listed && (t < halted || t >= haltEnds) && next() > 0.04);
      }),
    ),
  );
const options = fc.record({
  folds: fc.integer({ min: 1, max: 8 }),
  scheme: fc.constantFrom('expanding' as const, 'rolling' as const),
  embargo: fc.integer({ min: 0, max: 5 }),
});

describe('poolFolds', () => {
  test('no label that is learned from ends on the first date judged by, and none but those is left out at the end', () => {
    fc.assert(
      fc.property(pools, options, (rows, { embargo, ...rest }) => {
        const distinct = [...new Set(rows.dates)];
        const found = poolFolds(rows, { ...rest, embargo });
        const limitOf = (date: string) => distinct[distinct.indexOf(date) - embargo];
        const isPurged = (end: number, boundary: string) => {
          const limit = limitOf(boundary);
          assert.ok(rows.labelEnds.slice(0, end).every((labelEnd) => labelEnd < limit));
          assert.ok(rows.labelEnds[end] >= limit, 'not a row too few');
        };
        found.folds.forEach(({ train }, i) => {
          isPurged(train[1], found.validationFrom[i]);
        });
        isPurged(found.trainAndValidation[1], found.testFrom);
        assert.equal(found.folds.at(-1)?.validation[1], found.trainAndValidation[1]);
      }),
      { numRuns: 60, seed: 3 },
    );
  });

  test('parts are ranges in the order of time, and a date lies on one side of a boundary', () => {
    fc.assert(
      fc.property(pools, options, (rows, given) => {
        const { folds, test: held, trainAndValidation, validationFrom, testFrom } = poolFolds(rows, given);
        const begins = (row: number, date: string) => {
          assert.equal(rows.dates[row], date);
          assert.ok(rows.dates[row - 1] < date);
        };
        assert.equal(folds.length, given.folds);
        folds.forEach(({ train, validation }, i) => {
          assert.ok(0 <= train[0] && train[0] < train[1] && train[1] < validation[0] && validation[0] < validation[1]);
          begins(validation[0], validationFrom[i]);
          const next = folds.at(i + 1);
          if (next) assert.equal(validation[1], next.validation[0]);
        });
        begins(held[0], testFrom);
        assert.equal(held[1], rows.dates.length);
        assert.ok(trainAndValidation[0] === 0 && trainAndValidation[1] < held[0]);
      }),
      { numRuns: 60, seed: 4 },
    );
  });

  test('with one instrument, or many of one calendar, they are the folds of that instrument', () => {
    const lengths = fc.record({
      sessions: fc.integer({ min: 700, max: 2500 }),
      copies: fc.integer({ min: 1, max: 4 }),
    });
    fc.assert(
      fc.property(lengths, options, ({ sessions, copies }, given) => {
        const rows = pooled(Array.from({ length: copies }, () => DAYS.slice(0, sessions)));
        const { validationFrom, testFrom, ...ranges } = poolFolds(rows, { ...given, minimumDates: 5 });
        const alone = walkForwardFolds(sessions - HORIZON_SESSIONS, { ...given, minimumRows: 5 });
        const times = ([from, to]: readonly [number, number]) => [from * copies, to * copies] as const;
        assert.deepEqual(ranges, {
          folds: alone.folds.map(({ train, validation }) => ({ train: times(train), validation: times(validation) })),
          test: times(alone.test),
          trainAndValidation: times(alone.trainAndValidation),
        });
        assert.equal(testFrom, DAYS[alone.test[0]]);
        assert.deepEqual(
          validationFrom,
          alone.folds.map(({ validation }) => DAYS[validation[0]]),
        );
      }),
      { numRuns: 60, seed: 5 },
    );
  });

  test('too few dates end in an error that says how many would do, and so many do', () => {
    const of = (dates: number) => poolFolds(pooled([DAYS.slice(0, dates + HORIZON_SESSIONS)]));
    assert.throws(
      () => of(200),
      (error) => {
        assert.ok(error instanceof UntrainableError && error.reason === 'too_few_rows');
        const needed = /5 expanding folds need rows on (\d+) dates, got 200/.exec(error.message)?.[1];
        assert.ok(of(Number(needed)));
        assert.throws(() => of(Number(needed) - 1), UntrainableError);
        return true;
      },
    );
    assert.throws(() => of(0), /need rows on \d+ dates, got 0/);
  });

  test('a label over a halt, rows out of order and missing ends are refused by name', () => {
    const [date, next, late] = ['2015-01-02', '2015-01-05', '2015-02-02'];
    assert.throws(
      () => poolFolds({ dates: [date], labelEnds: [late] }),
      /1 to 21 days .* 2015-02-02 for 2015-01-02 at row 0/,
    );
    assert.throws(() => poolFolds({ dates: [date], labelEnds: [date] }), /1 to 21 days/);
    assert.throws(() => poolFolds({ dates: [date], labelEnds: ['soon'] }), /got soon for 2015-01-02 at row 0/);
    const ends = ['2015-01-14', '2015-01-13'];
    assert.throws(
      () => poolFolds({ dates: [next, date], labelEnds: ends }),
      /got 2015-01-02 at row 1 after 2015-01-05/,
    );
    assert.throws(() => poolFolds({ dates: [date], labelEnds: [] }), /a label's end per row, got 0 for 1 rows/);
    assert.throws(() => poolFolds({ dates: [], labelEnds: [] }, { folds: 0 }), /whole number above 0, got 0/);
    assert.throws(() => poolFolds({ dates: [], labelEnds: [] }, { embargo: -1 }), /embargo must be a whole number/);
  });
});
