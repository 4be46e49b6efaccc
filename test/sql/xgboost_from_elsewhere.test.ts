import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';
import { saveModel } from '../../src/learn/gbt/model_json.ts';
import { fitOn, sample } from '../learn/support.ts';
import { addInstrument } from '../support/market.ts';
import { describeInTransaction, tried } from '../support/rolled_back.ts';
import { column, value } from '../support/rows.ts';

type Tree = {
  split_type: number[];
  split_conditions: (number | string)[];
  tree_param: { size_leaf_vector: string };
};
type Learner = {
  feature_names: unknown;
  objective: { name: string };
  learner_model_param: { base_score?: string; num_class: string; num_target: string };
  gradient_booster: {
    name: string;
    model: { trees: Tree[] | null; tree_info: number[]; gbtree_model_param: { num_parallel_tree: string } };
  };
};

describeInTransaction('models that XGBoost saved elsewhere', (db) => {
  let saved: string;
  let names: readonly string[];
  before(async () => {
    const all = await value<string[]>(db, 'select feature_names from ml_feature_sets where is_current');
    const data = sample(200, 3, 4);
    names = [all[3], all[0], all[7]];
    saved = String(saveModel({ ...fitOn(data.features, data.labels, { rounds: 3 }).model, featureNames: names }));
  });
  beforeEach(async () => {
    await addInstrument(db, 'AAA');
  });

  const register = (change: (learner: Learner) => void = () => {}, asked: unknown = names) =>
    tried(db, () => {
      const content: { learner: Learner } = JSON.parse(saved);
      change(content.learner);
      return value<string>(db, "select model_name from register_external_model('AAA', 'b', $1, $2)", [content, asked]);
    });
  const refused = async (message: string, ...asked: Parameters<typeof register>) => {
    await assert.rejects(register(...asked), { message: `external model "b": ${message}` });
    assert.deepEqual(await column(db, 'select sha256 from ml_model_artifacts'), [], 'nothing stays of it');
  };
  const firstTree = ({ gradient_booster: { model } }: Learner) => model.trees?.[0] ?? assert.fail();

  test('name a base score that is a probability, in each of the forms that XGBoost writes', async () => {
    for (const said of ['0.5', '5E-1', '[5E-1]', '[0.5]', '1e-5']) {
      assert.equal(
        await register(({ learner_model_param }) => {
          learner_model_param.base_score = said;
        }),
        'AAA_b',
      );
      await db.query('rollback; begin');
      await addInstrument(db, 'AAA');
    }
    for (const said of [
      '0',
      '1',
      '-1',
      'NaN',
      'inf',
      'abc',
      '[]',
      '[0.5,0.5]',
      '1e-50',
      '1e400',
      '0x1p-1',
      '0.99999999999',
    ]) {
      await refused(`base_score must be a probability between 0 and 1, got ${said}`, ({ learner_model_param }) => {
        learner_model_param.base_score = said;
      });
    }
    await refused('base_score must be a probability between 0 and 1, got nothing', ({ learner_model_param }) => {
      delete learner_model_param.base_score;
    });
  });

  test('of several targets or classes are refused, in whichever way they say so', async () => {
    await refused('only trees of one target can be scored, num_target is 2', ({ learner_model_param }) => {
      learner_model_param.num_target = '2';
    });
    await refused('only trees of one target can be scored, num_target is 1', ({ gradient_booster }) => {
      gradient_booster.model.tree_info = [0, 1, 0];
    });
    await refused('only trees of one target can be scored, num_target is 1', (learner) => {
      firstTree(learner).tree_param.size_leaf_vector = '3';
    });
    await refused('only one tree per iteration of one class can be scored', ({ learner_model_param }) => {
      learner_model_param.num_class = '3';
    });
    await refused('only one tree per iteration of one class can be scored', ({ gradient_booster }) => {
      gradient_booster.model.gbtree_model_param.num_parallel_tree = '4';
    });
  });

  test('of another kind are refused by it', async () => {
    const only = 'only trees (gbtree) of the objective binary:logistic can be scored, got';
    for (const kind of ['dart', 'gblinear']) {
      await refused(`${only} ${kind} of binary:logistic`, ({ gradient_booster }) => {
        gradient_booster.name = kind;
      });
    }
    await refused(`${only} gbtree of multi:softprob`, ({ objective }) => {
      objective.name = 'multi:softprob';
    });
    await refused('categorical splits cannot be scored', (learner) => {
      firstTree(learner).split_type[0] = 1;
    });
    await refused('trees must be a list, got null', ({ gradient_booster }) => {
      gradient_booster.model.trees = null;
    });
    await refused('feature_names must be a list, got string', (learner) => {
      learner.feature_names = 'abc';
    });
    await refused('node 0 of tree 0 has the condition NaN', (learner) => {
      firstTree(learner).split_conditions[0] = 'NaN';
    });
  });

  test('have their features in one list', async () => {
    const each = names.map((name) => [name]);
    await refused(`feature_names must be one list, got {${each.map((name) => `{${name}}`).join()}}`, undefined, each);
    await refused(`feature_names must be one list, got [0:2]={${names.join()}}`, undefined, `[0:2]={${names.join()}}`);
    assert.equal(await register(), 'AAA_b');
  });
});
