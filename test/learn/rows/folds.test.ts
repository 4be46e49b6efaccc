import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { mostFolds, requireBothClassesInFolds, UntrainableError, walkForwardFolds } from '../../../src/learn/index.ts';
import { chronologicalSplit } from '../chronological_split.ts';

const options = fc.record({
  rows: fc.integer({ min: 600, max: 5000 }),
  folds: fc.integer({ min: 1, max: 8 }),
  scheme: fc.constantFrom('expanding' as const, 'rolling' as const),
  horizon: fc.integer({ min: 1, max: 20 }),
  embargo: fc.integer({ min: 0, max: 5 }),
});

describe('walkForwardFolds', () => {
  test('cuts 1,000 rows into five folds behind 400, and a test range of 150', () => {
    assert.deepEqual(walkForwardFolds(1000), {
      folds: [
        { train: [0, 393], validation: [400, 490] },
        { train: [0, 483], validation: [490, 580] },
        { train: [0, 573], validation: [580, 670] },
        { train: [0, 663], validation: [670, 760] },
        { train: [0, 753], validation: [760, 843] },
      ],
      test: [850, 1000],
      trainAndValidation: [0, 843],
    });
  });

  test('rolling folds learn from the newest rows, as many as the first fold has', () => {
    const { folds } = walkForwardFolds(1000, { scheme: 'rolling', folds: 3 });
    assert.deepEqual(
      folds.map(({ train }) => train),
      [
        [0, 393],
        [150, 543],
        [300, 693],
      ],
    );
  });

  test('no training label reaches into the validation rows, none of either into the test; folds are in order', () => {
    fc.assert(
      fc.property(options, ({ rows, horizon, embargo, ...rest }) => {
        const {
          folds,
          test: held,
          trainAndValidation,
        } = walkForwardFolds(rows, {
          ...rest,
          horizon,
          embargo,
          minimumRows: 5,
        });
        const lastBar = ([, to]: readonly [number, number]) => to - 1 + horizon + embargo;
        assert.equal(folds.length, rest.folds);
        folds.forEach(({ train, validation }, i) => {
          assert.ok(train[0] >= 0 && train[0] < train[1]);
          assert.equal(lastBar(train), validation[0] - 1, 'neither a label too far nor a row too few');
          assert.ok(lastBar(train) < held[0] && lastBar([0, trainAndValidation[1]]) < held[0]);
          assert.ok(validation[1] <= trainAndValidation[1], 'the test is never touched');
          const next = folds.at(i + 1);
          if (next) {
            assert.equal(validation[1], next.validation[0]);
            assert.ok(train[1] < next.train[1] && train[0] <= next.train[0]);
          } else assert.equal(lastBar(validation), held[0] - 1);
        });
        assert.equal(held[1], rows);
      }),
    );
  });

  test('one fold with its fractions is the chronological split; the test range is the same for any number', () => {
    fc.assert(
      fc.property(fc.integer({ min: 400, max: 6000 }), (rows) => {
        const split = chronologicalSplit(rows);
        const { folds, ...rest } = walkForwardFolds(rows, { folds: 1, fractions: [0.7, 0.15, 0.15] });
        assert.deepEqual({ ...folds[0], ...rest }, split);
        assert.deepEqual(walkForwardFolds(rows, { folds: 3, minimumRows: 5 }).test, split.test);
      }),
    );
  });

  test('fewer rows than the folds need end in an error that says how many would do, and so many do', () => {
    assert.throws(
      () => walkForwardFolds(300),
      (error) => {
        assert.ok(error instanceof UntrainableError && error.reason === 'too_few_rows');
        const needed = /5 expanding folds need at least (\d+) labelled rows, got 300/.exec(error.message)?.[1];
        assert.ok(walkForwardFolds(Number(needed)));
        assert.throws(() => walkForwardFolds(Number(needed) - 1));
        return true;
      },
    );
    assert.throws(() => walkForwardFolds(0, { folds: 1 }), /1 expanding fold needs at least \d+ labelled rows, got 0/);
  });

  test('of more folds than the rows allow the most are found soon, however many are wanted', () => {
    const started = performance.now();
    const { folds } = mostFolds(200, (wanted) => walkForwardFolds(800, { folds: wanted }));
    assert.ok(performance.now() - started < 20_000, 'each number that is too large is found to be so by halves');
    assert.throws(() => walkForwardFolds(800, { folds: folds.length + 1 }), UntrainableError);
  });

  test('refuses what is no number of folds, and fractions that do not add up', () => {
    assert.throws(() => walkForwardFolds(1000, { folds: 0 }), /their number must be a whole number above 0, got 0/);
    assert.throws(() => walkForwardFolds(1000, { embargo: -1 }), /embargo must be a whole number, 0 or more, got -1/);
    assert.throws(() => walkForwardFolds(1000, { fractions: [0.5, 0.2, 0.2] }), /add up to 1/);
  });

  test('one class in the training rows of a fold or in the test ends in an error that names them', () => {
    const found = walkForwardFolds(1000);
    const labels = Uint8Array.from({ length: 1000 }, (_, i) => i % 2);
    requireBothClassesInFolds(labels, found);
    assert.throws(
      () => requireBothClassesInFolds(labels.slice().fill(1, 0, 395), found),
      (error) =>
        error instanceof UntrainableError &&
        error.reason === 'one_class' &&
        /the training rows of fold 1 must hold rows of both classes, got 393 rows all labelled 1/.test(error.message),
    );
    assert.throws(
      () => requireBothClassesInFolds(labels.slice().fill(0, 850), found),
      /the test rows .* 150 rows all labelled 0/,
    );
  });
});
