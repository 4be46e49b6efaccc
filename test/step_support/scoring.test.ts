import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { artifactFormatOf, readingFamily } from '../../src/backends/index.ts';
import { createCompute } from '../../src/compute/compute.ts';
import { saveArtifact } from '../../src/db/artifacts.ts';
import type { ModelRow } from '../../src/db/models.ts';
import type { RowRange } from '../../src/learn/index.ts';
import { type Matrix, selectColumns, sliceRows } from '../../src/matrix.ts';
import { predictRows, scoreRows } from '../../src/step_support/scoring.ts';
import type { Table } from '../../src/table.ts';
import { sample } from '../learn/support.ts';
import { ownDatabase } from '../support/own_database.ts';

const ROWS = 200;
const { features, labels, featureNames } = sample(ROWS, 5, 51);
/** Stored columns come in another order, and there are more of them. */
const storedNames = ['f4', 'f2', 'other', 'f0', 'f1', 'f3'];
const stored = selectColumns(features, [4, 2, 2, 0, 1, 3]);
const { signal } = new AbortController();
const named = (matrix: Matrix, names = storedNames): Table => ({ names, matrix });

describe('rows scored with a stored model', () => {
  const database = ownDatabase();
  const db = database.pool();
  const compute = createCompute(1);
  database.beforeDrop(() => compute.close());

  async function trained(name: string): Promise<ModelRow> {
    const family = await readingFamily(name);
    const train: RowRange = [0, ROWS];
    const fit = family.prepare({ features, labels, featureNames, train });
    const { model } = fit({ params: family.defaultGrid[0], seed: 1, rounds: 3 });
    return {
      id: 1,
      name: `TEST_${name}`,
      family: name,
      featureSetId: 1,
      featureNames,
      artifact: await saveArtifact(db, family.save(model), artifactFormatOf(name)),
      dataEndDate: '2024-01-01',
      trainingEnd: '2024-01-01',
      isProduction: false,
      signals: true,
      trainingBaseRate: null,
      calibration: { method: 'platt', slope: 0.5, intercept: 0.1 },
      scope: 'own',
      unseenFrom: null,
    };
  }

  const scored = (model: ModelRow, rows: Matrix, range: RowRange) =>
    scoreRows({ db, compute, signal }, model, named(rows), range);
  const predicted = (model: ModelRow, rows: Matrix, range: RowRange) =>
    predictRows({ db, compute, signal }, model, named(rows), range);

  function agree(found: ArrayLike<number>, expected: ArrayLike<number>): void {
    assert.equal(found.length, expected.length);
    // Networks compute in float32, and round by the size of a block.
    for (let i = 0; i < found.length; i++) {
      assert.ok(Math.abs(found[i] - expected[i]) < 1e-5, `row ${i}: ${found[i]}, not ${expected[i]}`);
    }
  }

  for (const family of ['xgboost_classifier', 'tfjs_mlp', 'tfjs_gru']) {
    test(`${family}: a range is scored as within the whole history, with contributions or without`, async () => {
      const model = await trained(family);
      const whole = await scored(model, stored, [0, ROWS]);
      const part = await scored(model, stored, [120, 150]);
      agree(part.probabilities, whole.probabilities.slice(120, 150));
      agree(part.contributions.data, sliceRows(whole.contributions, 120, 150).data);
      agree(await predicted(model, stored, [0, ROWS]), whole.probabilities);
      agree(await predicted(model, stored, [120, 150]), whole.probabilities.slice(120, 150));
      agree(await predicted(model, stored, [20, 30]), whole.probabilities.slice(20, 30));
      assert.equal((await predicted(model, stored, [0, 0])).length, 0);
    });
  }

  test('a recurrent network is given the sessions before the range', async () => {
    const model = await trained('tfjs_gru');
    const within = await predicted(model, stored, [120, 150]);
    const alone = await predicted(model, sliceRows(stored, 120, 150), [0, 30]);
    assert.ok(within.some((p, i) => Math.abs(p - alone[i]) > 1e-4));
  });

  test('features that the model needs and the rows lack are named', async () => {
    const model = await trained('xgboost_classifier');
    const lacking = predictRows(
      { db, compute, signal },
      model,
      named(selectColumns(stored, [3, 1, 0]), ['f0', 'f2', 'f4']),
      [0, 1],
    );
    await assert.rejects(lacking, /TEST_xgboost_classifier needs features that are missing: f1, f3$/);
  });
});
