import assert from 'node:assert/strict';
import { test } from 'node:test';
import { familyNamed, readingFamily, trainingFamily } from '../../../src/backends/index.ts';
import { trainModel } from '../../../src/learn/index.ts';
import { column, sliceRows } from '../../../src/matrix.ts';
import { rocAuc } from '../../../src/metrics/roc_auc.ts';
import { chronologicalSplit } from '../../learn/chronological_split.ts';
import { sample } from '../../learn/support.ts';

test('the family is found by name, trained by the search, stored, and explains what it says', async () => {
  const { family } = await trainingFamily('slopes', { engine: 'pgaugur', device: 'cpu' });
  const data = sample(1200, 8, 21, { strength: 1, missing: 0.03 });
  const split = chronologicalSplit(1200);
  const { model, trials } = trainModel({ ...data, family, split, seed: 1 });
  assert.equal(trials.length, 2);

  const [from, to] = split.test;
  const rows = sliceRows(data.features, from, to);
  const stored = (await readingFamily('slopes')).load(family.save(model));
  const probabilities = family.predict(stored, rows);
  assert.ok(rocAuc(data.labels.subarray(from, to), probabilities) > 0.7);
  assert.deepEqual(probabilities, family.predict(model, rows));

  const parts = family.contributions(model, rows);
  const logOdds = Array.from({ length: parts.cols }, (_, j) => column(parts, j)[0]).reduce(
    (sum, part) => sum + part,
    0,
  );
  assert.ok(Math.abs(Math.log(probabilities[0] / (1 - probabilities[0])) - logOdds) < 1e-9);
  const importance = family.importance(model, 'gain');
  assert.deepEqual(
    [...importance]
      .sort((a, b) => b - a)
      .slice(0, 2)
      .sort(),
    [...importance.slice(0, 2)].sort(),
  );
  const bytes = new TextEncoder().encode('{"family": "other"}');
  assert.throws(() => familyNamed('slopes').load(bytes), { name: 'ZodError' });
});
