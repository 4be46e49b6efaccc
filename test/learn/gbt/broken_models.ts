import type { GbtModel } from '../../../src/learn/gbt/model.ts';
import { saveModel } from '../../../src/learn/gbt/model_json.ts';
import type { Matrix } from '../../../src/matrix.ts';
import { fitOn, sample } from '../support.ts';

/** A small model, the rows it was fitted on, and its text. */
export function savedSample(): { features: Matrix; model: GbtModel; text: string } {
  const { features, labels } = sample(300, 5, 14, { missing: 0.1 });
  const { model } = fitOn(features, labels, {
    params: { max_depth: 3, eta: 0.1, scale_pos_weight: 1.5, base_score: 0.4 },
    featureNames: ['rsi "14"', 'sma', 'gap', 'Δ', 'volume'],
    rounds: 8,
  });
  return { features, model, text: saveModel(model) };
}

const MODEL = 'learner.gradient_booster.model';
/** What is done to the text of `savedSample`, and what the error says of it. */
export const BROKEN_MODELS: readonly [what: string, edit: (text: string) => string, message: string][] = [
  ['cut off', (text) => text.slice(0, 1000), '(file): not JSON'],
  ['empty', () => '', '(file): not JSON'],
  ['another object', () => '{"layers":[]}', 'learner: '],
  ['a regression', (text) => text.replace('binary:logistic', 'reg:squarederror'), 'learner.objective.name: '],
  ['a linear booster', (text) => text.replace('"gbtree"', '"gblinear"'), 'learner.gradient_booster.name: '],
  ['many classes', (text) => text.replace('"num_class":"0"', '"num_class":"3"'), 'num_class: must be "0"'],
  ['a categorical split', (text) => text.replace('"split_type":[0', '"split_type":[1'), 'categorical splits are not'],
  ['a base score of 0', (text) => text.replace('"4E-1"', '"0"'), 'learner.learner_model_param.base_score: must be'],
  ['a name too few', (text) => text.replace('"sma",', ''), 'learner.feature_names: expected 5 names'],
  [
    'features without end',
    (text) =>
      text
        .replace(/"feature_names":\[.*?\]/, '"feature_names":[]')
        .replaceAll('"num_feature":"5"', '"num_feature":"100001"'),
    'num_feature: must be at most 100000',
  ],
  ['a tree too few', (text) => text.replace('"num_trees":"8"', '"num_trees":"9"'), `${MODEL}.trees: expected 9 trees`],
  ['a node too few', (text) => text.replace('"parents":[', '"parents":[0,'), `${MODEL}.trees[0].parents: expected 15`],
  ['a word for a number', (text) => text.replace(/"sum_hessian":\[[^,]*/, '"sum_hessian":["x"'), 'sum_hessian[0]: '],
  [
    'a feature too many',
    (text) => text.replace(/"split_indices":\[\d/, '"split_indices":[5'),
    'a feature 0 to 4, got 5',
  ],
  [
    'a circle',
    (text) => text.replace('"left_children":[1,3', '"left_children":[1,0'),
    'left_children[1]: expected a node',
  ],
  ['a child of two', (text) => text.replace('"right_children":[2', '"right_children":[1'), 'node 1 has two parents'],
  ['no cover', (text) => text.replace(/"sum_hessian":\[[^,]*/, '"sum_hessian":[0E0'), 'a split needs a cover above 0'],
  [
    'too large a leaf',
    (text) => text.replace(/"split_conditions":\[[^,]*/, '"split_conditions":[1E39'),
    'not a float32',
  ],
  ['a tree without an end', (text) => chained(text, 501), 'expected at most 500 levels below the root'],
];

/** The first tree, its splits one below the other: as deep as no tree is that was learned. */
export function chained(text: string, levels: number): string {
  const json = JSON.parse(text);
  const [tree] = json.learner.gradient_booster.model.trees;
  const size = 2 * levels + 1;
  const nodes = (of: (node: number) => number): number[] => Array.from({ length: size }, (_, node) => of(node));
  const isSplit = (node: number) => node % 2 === 0 && node < size - 1;
  Object.assign(tree, {
    left_children: nodes((node) => (isSplit(node) ? node + 1 : -1)),
    right_children: nodes((node) => (isSplit(node) ? node + 2 : -1)),
    parents: nodes((node) => (node === 0 ? 2147483647 : node - 1 - ((node - 1) % 2))),
    split_indices: nodes(() => 0),
    split_conditions: nodes((node) => -node),
    split_type: nodes(() => 0),
    default_left: nodes(() => 0),
    sum_hessian: nodes((node) => size - node),
    base_weights: nodes(() => 0),
    loss_changes: nodes(() => 0),
  });
  tree.tree_param.num_nodes = String(size);
  return JSON.stringify(json);
}
