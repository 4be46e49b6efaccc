import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, test } from 'node:test';
import { loadModel } from '../../src/learn/gbt/model_json.ts';
import { fitOn, sample } from '../learn/support.ts';
import { data, run, tableText, temporaryFolder } from './tables.ts';

const PARAMS = '{"n_estimators":12,"max_depth":3,"learning_rate":0.3,"base_score":0.5,"min_child_weight":0,"seed":1}';

describe('pgaugur fit', () => {
  test('trains what the learner trains, and writes it for XGBoost', async (t) => {
    const { file, path } = await temporaryFolder(t);
    const table = await file('table.csv', tableText(data));
    const out = path('model.json');
    const { stdout, stderr } = await run(t, 'fit', table, '--label', 'y', '--params', PARAMS, '--out', out);
    assert.match(stdout, /^400 rows × 5 features, 12 rounds, log-loss 0\.\d{4}, in .*model\.json$/);
    assert.equal(stderr, '');
    const { model } = fitOn(data.features, data.labels, { params: { max_depth: 3, eta: 0.3 }, rounds: 12 });
    assert.deepEqual(loadModel(await readFile(out, 'utf8')), model);
  });

  test('the same input gives the same bytes, another seed others', async (t) => {
    const { file, path } = await temporaryFolder(t);
    const table = await file('table.csv', tableText(data));
    const fitted = async (seed: number) => {
      const params = await file('params.json', `{"num_boost_round":5,"subsample":0.5,"seed":${seed}}`);
      await run(t, 'fit', table, '--label', 'y', '--params', `@${params}`, '--out', path('model.json'));
      return readFile(path('model.json'), 'utf8');
    };
    const first = await fitted(1);
    assert.equal(await fitted(1), first);
    assert.notEqual(await fitted(2), first);
  });

  test('--valid stops early and keeps the best round, its columns in any order', async (t) => {
    const { file, path } = await temporaryFolder(t);
    const train = await file('train.csv', tableText(data, 0, 250));
    const later = tableText(data, 250, 400);
    const swapped = later.replaceAll(/^(.*?),(.*),(.*)$/gm, '$3,$2,$1,left out');
    const fit = async (valid: string) => {
      const params = '{"n_estimators":500,"early_stopping_rounds":7,"eta":0.3}';
      const out = path('model.json');
      const { stdout } = await run(t, 'fit', train, '--label', 'y', '--params', params, '--valid', valid, '--out', out);
      return { stdout, text: await readFile(out, 'utf8') };
    };
    const { stdout, text } = await fit(await file('later.csv', later));
    const [, kept, tried] = stdout.match(/ (\d+) rounds, .* on validation 0\.\d+, best of (\d+) rounds, in /) ?? [];
    assert.equal(loadModel(text).trees.length, Number(kept));
    assert.equal(Number(tried), Number(kept) + 7);
    assert.equal((await fit(await file('swapped.csv', swapped))).text, text);
  });

  test('features that never change, and a model that never splits, are said', async (t) => {
    const { file, path } = await temporaryFolder(t);
    const table = await file('table.csv', 'a,b,y\n1,,0\n1,,1\n1,,1\n');
    const { stderr } = await run(t, 'fit', table, '--label', 'y', '--out', path('model.json'));
    assert.match(stderr, /table\.csv: note: 2 features are the same on every row and cannot be split by: "a", "b"$/m);
    assert.match(stderr, /table\.csv: warning: no split was worth its cost, so the model answers the same/);
  });

  const GOOD = 'a,b,y\n1,2,0\n3,4,1\n';
  const refused: [what: string, table: string, options: string[], message: RegExp][] = [
    ['no rows', 'a,y\n', [], /table\.csv: no row follows the header$/],
    ['an empty file', '', [], /table\.csv: the file is empty, expected a header$/],
    [
      'a word',
      'a,y\n1,0\nx,1\n',
      [],
      /table\.csv: line 3, column "a": expected a number or an empty cell, received "x"$/,
    ],
    ['infinity', 'a,y\n1,0\ninf,1\n', [], /table\.csv: line 3, column "a": expected a finite number/],
    ['another label', 'a,y\n1,0\n2,2\n', [], /table\.csv: line 3, column "y": expected the label 0 or 1, received 2$/],
    ['no label', 'a,y\n1,0\n2,\n', [], /table\.csv: line 3, column "y": expected the label 0 or 1, received an empty/],
    ['one class', 'a,y\n1,1\n2,1\n', [], /column "y": both labels are needed, all 2 rows have 1$/],
    ['a name twice', 'a,a,y\n1,1,0\n', [], /table\.csv: line 1, column "a": names are distinct/],
    ['no name', 'a,,y\n1,1,0\n', [], /table\.csv: every column has a name, column 2 has none$/],
    ['nothing but the label', 'y\n1\n0\n', [], /table\.csv: there is no feature column beside the label "y"$/],
    ['an absent label', 'a,b\n1,0\n', [], /table\.csv: the label column "y" is missing$/],
    ['an unknown parameter', GOOD, ['--params', '{"depth":3}'], /--params: unknown parameter "depth"$/],
    [
      'a misspelt parameter',
      GOOD,
      ['--params', '{"max_detph":3}'],
      /--params: unknown parameter "max_detph", did you mean "max_depth"\?$/,
    ],
    [
      'a misspelt label',
      'feature,yield\n1,0\n',
      ['--label', 'yeild'],
      /the label column "yeild" is missing, did you mean "yield"\?$/,
    ],
    ['a wrong value', GOOD, ['--params', '{"learning_rate":"x"}'], /--params: learning_rate: .*received string$/],
    ['two names for one', GOOD, ['--params', '{"eta":1,"learning_rate":1}'], /eta and learning_rate are the same/],
    ['another objective', GOOD, ['--params', '{"objective":"reg:squarederror"}'], /objective: .*"binary:logistic"/],
    ['no JSON', GOOD, ['--params', '{'], /--params: not JSON: /],
    ['no object', GOOD, ['--params', '[1]'], /--params: expected a JSON object, received \[1\]$/],
    ['no parameter file', GOOD, ['--params', '@nowhere.json'], /nowhere\.json: there is no such file$/],
    ['patience alone', GOOD, ['--params', '{"early_stopping_rounds":3}'], /early_stopping_rounds needs .*--valid/],
    ['an absent table', GOOD, ['--valid', 'nowhere.csv'], /nowhere\.csv: there is no such file$/],
  ];
  for (const [what, text, options, message] of refused) {
    test(`${what} is refused, and nothing is written`, async (t) => {
      const { file, path } = await temporaryFolder(t);
      const table = await file('table.csv', text);
      await assert.rejects(run(t, 'fit', table, '--label', 'y', ...options, '--out', path('model.json')), {
        name: 'UserError',
        message,
      });
      assert.deepEqual(await readdir(dirname(table)), ['table.csv']);
    });
  }

  test('a validation table without a feature, or the table itself as output, is refused', async (t) => {
    const { file, path } = await temporaryFolder(t);
    const table = await file('table.csv', tableText(sample(60, 3, 1)));
    const valid = await file('valid.csv', 'f0,y\n1,0\n2,1\n');
    const fit = (...options: string[]) => run(t, 'fit', table, '--label', 'y', ...options);
    await assert.rejects(fit('--valid', valid, '--out', path('m.json')), {
      message: /valid\.csv: the feature columns "f1", "f2" are missing$/,
    });
    await assert.rejects(fit('--out', table), { name: 'UserError', message: /--out .*table\.csv is one of the files/ });
    assert.match(await readFile(table, 'utf8'), /^f0,f1,f2,y\n/);
  });
});
