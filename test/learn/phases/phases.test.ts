import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createXgboostClassifier } from '../../../src/learn/gbt/family.ts';
import { meanModel } from '../../../src/learn/gbt/mean_model.ts';
import { loadModel } from '../../../src/learn/gbt/model_json.ts';
import { UntrainableError } from '../../../src/learn/index.ts';
import { countedDays } from '../../../src/learn/phases/counted_days.ts';
import { inPhases, learnInPhases, rowsOfPhase } from '../../../src/learn/phases/phases.ts';
import { DEEP, fitting } from '../../../src/learn/phases/recipe.ts';
import { pickRows } from '../../../src/matrix.ts';
import { sample } from '../support.ts';

const MEMBERS = 8;
const DAYS = 120;
const rows = MEMBERS * DAYS;
const days = Int32Array.from({ length: rows }, (_, row) => Math.floor(row / MEMBERS));
const { features, labels, featureNames } = sample(rows, 4, 71);
const family = createXgboostClassifier();
const PARAMS = { ...DEEP, max_depth: 2, min_child_weight: 5 };
const REQUEST = { params: PARAMS, seed: 5, rounds: 4 };
const fitTo = (end: number, given = labels, request = REQUEST) =>
  inPhases(family, days).prepare({ features, labels: given, featureNames, train: [0, end * MEMBERS] })(request).model;

describe('trees in phases of the days', () => {
  test('are the mean of one for each phase, from every seventh day, the newest among them', () => {
    // The label of the last day, 99, ends on day 106, so 107 is the first that may be spoken of.
    const newest = Int32Array.from(days.keys()).filter((row) => days[row] === 99);
    assert.deepEqual(rowsOfPhase(days, [0, 100 * MEMBERS], 107, { phase: 1, stride: 7 }).slice(-MEMBERS), newest);
    const byHand = [0, 1, 2].map((phase) => {
      const chosen = Int32Array.from(days.keys()).filter((row) => days[row] < 100 && (107 - days[row]) % 7 === phase);
      const { stride, phases, n_estimators, ...params } = fitting(PARAMS, chosen.length);
      const fit = family.prepare({
        features: pickRows(features, chosen),
        labels: Uint8Array.from(chosen, (row) => labels[row]),
        featureNames,
        train: [0, chosen.length],
      });
      return loadModel(new TextDecoder().decode(family.save(fit({ params, seed: 5 + phase, rounds: 4 }).model)));
    });
    assert.deepEqual(fitTo(100), meanModel(byHand));
  });

  test('know nothing of rows behind those they learn from', () => {
    const later = labels.map((label, row) => (row >= 100 * MEMBERS ? 1 - label : label));
    assert.deepEqual(fitTo(100, later), fitTo(100));
  });

  test('a leaf needs a sixteenth of the rows at most', () => {
    assert.equal(fitting(DEEP, 64 * 20).min_child_weight, 20);
    assert.equal(fitting(DEEP, 64 * 200).min_child_weight, 50);
  });

  test('a phase whose labels are all the same is left out and told, and where all are nothing can be learned', () => {
    const one = days.map((day) => ((107 - day) % 7 === 1 ? 1 : 0));
    const { model, leftOut } = learnInPhases(family, featureNames, REQUEST, ({ phase }) => {
      const chosen = rowsOfPhase(days, [0, 100 * MEMBERS], 107, { phase, stride: 7 });
      return {
        features: pickRows(features, chosen),
        labels: Uint8Array.from(chosen, (row) => (phase === 1 ? one[row] : labels[row])),
      };
    });
    assert.ok(model);
    assert.deepEqual(leftOut, [15 * MEMBERS]);
    assert.throws(
      () => fitTo(100, Uint8Array.from(one)),
      (error) => error instanceof UntrainableError && /all rows have the same label/.test(error.message),
    );
  });

  test('a family that has no mean, phases beyond the stride, and a search that stops early are refused', () => {
    const { mean: _, ...meanless } = family;
    const learn = (of: typeof family, params: Record<string, number>) =>
      learnInPhases(of, featureNames, { ...REQUEST, params }, () => ({ features, labels }));
    assert.throws(() => learn(meanless, PARAMS), /family xgboost_classifier has no mean of several models/);
    assert.throws(() => learn(family, { ...PARAMS, phases: 8 }), /got stride 7 and 8 phases/);
    assert.throws(
      () =>
        inPhases(family, days).prepare({ features, labels, featureNames, train: [0, 800] })({
          ...REQUEST,
          validation: [800, 960],
        }),
      /do not stop early/,
    );
  });
});

describe('counted days', () => {
  const dated = (counts: readonly number[]) => counts.flatMap((count, date) => Array<number>(count).fill(date));
  const firstDays = (counts: readonly number[]) => {
    const found = countedDays(dated(counts));
    return counts.map((_, date) => found[counts.slice(0, date).reduce((a, b) => a + b, 0)]);
  };

  test('are the dates, where as many members have each, and while a pool grows', () => {
    assert.deepEqual(firstDays([5, 5, 5, 5]), [0, 1, 2, 3]);
    assert.deepEqual(firstDays([4, 4, 5, 5, 6, 6, 7, 8, 9]), [0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test('a weekend of the few that never rest is counted with its Friday: seven days on are nine dates, as for the others', () => {
    const weeks = [10, 10, 10, 10, 10, 2, 2, 10, 10, 10, 10, 10, 2, 2];
    assert.deepEqual(firstDays(weeks), [0, 1, 2, 3, 4, 4, 4, 5, 6, 7, 8, 9, 9, 9]);
    const days = countedDays(dated(Array.from({ length: 30 }, () => weeks).flat()));
    const dates = dated(Array.from({ length: 30 }, () => weeks).flat());
    for (const phase of [0, 1, 2]) {
      const weekdays = new Set(
        Array.from(
          rowsOfPhase(days, [0, days.length], days[days.length - 1] + 8, { phase, stride: 7 }),
          (row) => dates[row] % 7,
        ),
      );
      assert.deepEqual([...weekdays].sort(), [0, 1, 2, 3, 4, 5, 6], 'no phase is one weekday');
    }
  });
});
