import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { predict } from '../../src/learn/gbt/model.ts';
import { saveModel } from '../../src/learn/gbt/model_json.ts';
import { contributions } from '../../src/learn/gbt/tree_shap.ts';
import { fitOn } from '../learn/support.ts';
import { EXECUTABLE } from '../support/executable.ts';
import { data, run, tableText, temporaryFolder } from './tables.ts';

const { model } = fitOn(data.features, data.labels, { params: { max_depth: 3, eta: 0.3 }, rounds: 10 });

const scored = (t: TestContext, text: string, ...options: string[]) => scoredBy(saveModel(model), t, text, ...options);

async function scoredBy(modelText: string, t: TestContext, text: string, ...options: string[]) {
  const { file, path } = await temporaryFolder(t);
  const table = await file('table.csv', text);
  const modelFile = await file('model.json', modelText);
  const out = path('scores.csv');
  const printed = await run(t, 'score', table, '--model', modelFile, ...options, '--out', out);
  const [header, ...rows] = (await readFile(out, 'utf8')).trimEnd().split('\n');
  return { ...printed, header, rows: rows.map((row) => row.split(',').map(Number)) };
}

describe('pgaugur score', () => {
  test('gives the probability of each row, counted from 1', async (t) => {
    const { stdout, header, rows } = await scored(t, tableText(data));
    assert.match(stdout, /^400 rows scored in .*scores\.csv$/);
    assert.equal(header, 'row,probability');
    const expected = predict(model, data.features);
    assert.deepEqual(
      rows,
      Array.from(expected, (probability, i) => [i + 1, probability]),
    );
  });

  test('a model that names its best iteration is scored by the trees up to it, and that is said', async (t) => {
    const stopped = saveModel(model).replace('"attributes":{}', '"attributes":{"best_iteration":"3"}');
    const { rows, stderr } = await scoredBy(stopped, t, tableText(data));
    assert.match(stderr, /model\.json: scored by its best 4 of 10 trees, as XGBoost's scikit-learn wrapper does/);
    const expected = predict({ ...model, trees: model.trees.slice(0, 4) }, data.features);
    assert.deepEqual(
      rows.map(([, probability]) => probability),
      Array.from(expected),
    );
  });

  test('--contributions adds up to the log-odds', async (t) => {
    const { header, rows } = await scored(t, tableText(data), '--contributions');
    assert.equal(header, 'row,probability,f0,f1,f2,f3,f4,bias');
    const expected = contributions(model, data.features);
    rows.forEach(([, probability, ...parts], i) => {
      assert.deepEqual(
        parts,
        Array.from({ length: 6 }, (_, j) => expected.data[j * 400 + i]),
      );
      const margin = parts.reduce((sum, part) => sum + part, 0);
      assert.ok(Math.abs(probability - 1 / (1 + Math.exp(-margin))) < 1e-12);
    });
  });

  test('columns are found by name; others, the label among them, may hold anything', async (t) => {
    const straight = await scored(t, 'f0,f1,f2,f3,f4\n1,2,3,,5\n');
    const mixed = await scored(t, 'date,f4,f3,y,f2,f1,f0\n2024-01-02,5,,n/a,3,2,1\n');
    assert.deepEqual(mixed.rows, straight.rows);
    assert.equal(mixed.rows.length, 1);
  });

  test('more rows than are scored at a time stay in order', async (t) => {
    const text = tableText(data).trimEnd();
    const [, ...lines] = text.split('\n');
    const { rows } = await scored(t, [text, ...lines, ...lines].join('\n'));
    const expected = predict(model, data.features);
    assert.deepEqual(
      rows,
      Array.from({ length: 1200 }, (_, i) => [i + 1, expected[i % 400]]),
    );
  });

  test('a header alone gives a header alone, and a note', async (t) => {
    const { stderr, header, rows } = await scored(t, 'f0,f1,f2,f3,f4\n');
    assert.match(stderr, /table\.csv: no row follows the header, so the output is a header alone$/);
    assert.deepEqual([header, rows], ['row,probability', []]);
  });

  test('without --out the scores are all there is on stdout', async (t) => {
    const { file } = await temporaryFolder(t);
    const table = await file('table.csv', tableText(data, 0, 3));
    const modelFile = await file('model.json', saveModel({ ...model, featureNames: ['f0', 'f1', 'f2', 'f3', 'f4'] }));
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [
      EXECUTABLE,
      'score',
      table,
      '--model',
      modelFile,
    ]);
    assert.match(stdout, /^row,probability\n1,0\.\d+\n2,0\.\d+\n3,0\.\d+\n$/);
    assert.equal(stderr, '');
  });

  test('names that would break the header are quoted', async (t) => {
    const { file, path } = await temporaryFolder(t);
    const featureNames = ['a,b', 'say "x"', 'f2', 'f3', 'f4'];
    const modelFile = await file('model.json', saveModel({ ...model, featureNames }));
    const table = await file('table.csv', '"a,b","say ""x""",f2,f3,f4\n1,2,3,4,5\n');
    await run(t, 'score', table, '--model', modelFile, '--contributions', '--out', path('scores.csv'));
    assert.match(await readFile(path('scores.csv'), 'utf8'), /^row,probability,"a,b","say ""x""",f2,f3,f4,bias\n/);
  });

  const TABLE = 'f0,f1,f2,f3,f4\n1,2,3,4,5\n';
  const refused: [what: string, table: string, model: string, message: RegExp][] = [
    [
      'a feature too few',
      'f0,f1,f3,f4\n1,2,3,4\n',
      saveModel(model),
      /table\.csv: the feature column "f2" is missing$/,
    ],
    ['a word', `${TABLE}1,2,x,4,5\n`, saveModel(model), /table\.csv: line 3, column "f2": expected a number or/],
    ['infinity', `${TABLE}1,2,1e400,4,5\n`, saveModel(model), /line 3, column "f2": expected a finite number/],
    ['a corrupted model', TABLE, saveModel(model).slice(0, 900), /model\.json: xgboost model: \(file\): not JSON/],
    ['another model', TABLE, '{"layers":[]}', /model\.json: xgboost model: learner: /],
    ['an empty model', TABLE, '', /model\.json: xgboost model: \(file\): not JSON/],
  ];
  for (const [what, tableOf, modelOf, message] of refused) {
    test(`${what} is refused, and nothing is written`, async (t) => {
      const { file, path } = await temporaryFolder(t);
      const table = await file('table.csv', tableOf);
      const modelFile = await file('model.json', modelOf);
      await assert.rejects(run(t, 'score', table, '--model', modelFile, '--out', path('scores.csv')), {
        name: 'UserError',
        message,
      });
      assert.deepEqual((await readdir(dirname(table))).sort(), ['model.json', 'table.csv']);
    });
  }

  test('a file that is not there, or is read, is refused', async (t) => {
    const { file, path } = await temporaryFolder(t);
    const table = await file('table.csv', TABLE);
    const modelFile = await file('model.json', saveModel(model));
    await assert.rejects(run(t, 'score', table, '--model', path('no.json')), { message: /no\.json: there is no such/ });
    await assert.rejects(run(t, 'score', path('no.csv'), '--model', modelFile), {
      message: /no\.csv: there is no such/,
    });
    await assert.rejects(run(t, 'score', table, '--model', modelFile, '--out', modelFile), {
      message: /is one of the files that are read, which it would replace$/,
    });
  });
});
