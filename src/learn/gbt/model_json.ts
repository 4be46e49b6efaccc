import { z } from 'zod';
import { float32Text, type JsonPart, jsonText } from './json_text.ts';
import type { GbtModel } from './model.ts';
import { NO_NODE, type Tree } from './tree.ts';

/*
 * XGBoost's JSON model format (https://xgboost.readthedocs.io/en/stable/tutorials/saving_model.html), written as 1.7
 * writes it, which every later version reads. Numbers that are parameters are strings there; numbers of trees are not.
 */

const ROOT_PARENT = 2147483647;

/** A file may be short and speak of features without end, each of which gets a name. No table has so many columns. */
const MOST_FEATURES = 100_000;

export function saveModel(model: GbtModel): string {
  const features = String(model.featureNames.length);
  return jsonText({
    learner: {
      attributes: {},
      feature_names: model.featureNames,
      feature_types: [],
      gradient_booster: {
        model: {
          gbtree_model_param: {
            num_parallel_tree: '1',
            num_trees: String(model.trees.length),
            size_leaf_vector: '0',
          },
          tree_info: model.trees.map(() => 0),
          trees: model.trees.map((tree, id) => saveTree(tree, id, features)),
        },
        name: 'gbtree',
      },
      learner_model_param: {
        base_score: float32Text(model.baseScore),
        // The base score is given: a later version must not estimate its own.
        boost_from_average: '0',
        num_class: '0',
        num_feature: features,
        num_target: '1',
      },
      objective: {
        name: 'binary:logistic',
        reg_loss_param: { scale_pos_weight: String(model.scalePosWeight) },
      },
    },
    version: [1, 7, 4],
  });
}

function saveTree(tree: Tree, id: number, features: string): JsonPart {
  return {
    base_weights: tree.baseWeight,
    categories: [],
    categories_nodes: [],
    categories_segments: [],
    categories_sizes: [],
    default_left: Array.from(tree.defaultLeft),
    id,
    left_children: Array.from(tree.left),
    loss_changes: tree.gain,
    parents: Array.from(tree.parent, (parent) => (parent === NO_NODE ? ROOT_PARENT : parent)),
    right_children: Array.from(tree.right),
    split_conditions: tree.condition,
    split_indices: Array.from(tree.feature),
    split_type: Array.from(tree.feature, () => 0),
    sum_hessian: tree.cover,
    tree_param: { num_deleted: '0', num_feature: features, num_nodes: String(tree.size), size_leaf_vector: '0' },
  };
}

const count = z.string().regex(/^\d+$/, 'must be a whole number written as a string').transform(Number);
const positive = z
  .string()
  .transform((text) => Number(text))
  .refine((value) => value > 0 && Number.isFinite(value), 'must be a number above 0 written as a string');
const integers = z.array(z.int32());
const floats = z.array(z.number());

const treeSchema = z.object({
  base_weights: floats,
  // A list of booleans before XGBoost 1.6.
  default_left: z.array(z.union([z.literal(0), z.literal(1), z.boolean().transform(Number)])),
  left_children: integers,
  loss_changes: floats,
  parents: integers,
  right_children: integers,
  split_conditions: floats,
  split_indices: integers,
  split_type: z.array(z.literal(0, 'categorical splits are not supported')).optional(),
  sum_hessian: floats,
  tree_param: z.object({ num_nodes: count }),
});

const modelSchema = z.object({
  learner: z.object({
    // Written by XGBoost's early stopping, which leaves the trees behind the best iteration in the file.
    attributes: z.object({ best_iteration: count.optional() }).default({}),
    feature_names: z.array(z.string()).default([]),
    gradient_booster: z.object({
      name: z.literal('gbtree'),
      model: z.object({
        gbtree_model_param: z.object({ num_trees: count, num_parallel_tree: z.literal('1').optional() }),
        trees: z.array(treeSchema),
      }),
    }),
    learner_model_param: z.object({
      // Since 3.1 a list with one number, "[5E-1]".
      base_score: z
        .string()
        .transform((text) => Math.fround(Number(text.replace(/^\[(.*)\]$/, '$1'))))
        .refine((score) => score > 0 && score < 1, 'must be a probability between 0 and 1 written as a string'),
      num_class: z.enum(['0', '1'], 'must be "0": only binary models are supported').optional(),
      num_feature: count.refine((features) => features <= MOST_FEATURES, `must be at most ${MOST_FEATURES}`),
    }),
    objective: z.object({
      name: z.literal('binary:logistic'),
      reg_loss_param: z.object({ scale_pos_weight: positive }).optional(),
    }),
  }),
  version: z.array(z.int()).min(3),
});

/** What is wrong with a model file, and where in it. */
export class ModelFormatError extends Error {
  constructor(path: string, problem: string) {
    super(`xgboost model: ${path}: ${problem}`);
    this.name = 'ModelFormatError';
  }
}

/**
 * Reads a binary:logistic tree model written by this module or by XGBoost 1.0 or later. Refuses, naming the field, what
 * is cut off, inconsistent, or of a kind that would predict something else here than there.
 *
 * A model without feature names gets XGBoost's own f0, f1, … One that names its best iteration has the trees up to that
 * one, as XGBoost's scikit-learn wrapper scores it; the others are counted.
 */
export function loadModel(text: string): GbtModel {
  const { learner } = parse(text);
  const { model } = learner.gradient_booster;
  const features = learner.learner_model_param.num_feature;
  const names = learner.feature_names;
  if (names.length > 0 && names.length !== features) {
    throw new ModelFormatError(
      'learner.feature_names',
      `expected ${features} names (num_feature), got ${names.length}`,
    );
  }
  if (model.trees.length !== model.gbtree_model_param.num_trees) {
    throw new ModelFormatError(
      `${MODEL}.trees`,
      `expected ${model.gbtree_model_param.num_trees} trees (num_trees), got ${model.trees.length}`,
    );
  }
  const used = usedTrees(model.trees.length, learner.attributes.best_iteration);
  const behind = model.trees.length - used;
  return {
    family: 'xgboost_classifier',
    featureNames: names.length > 0 ? names : Array.from({ length: features }, (_, j) => `f${j}`),
    baseScore: learner.learner_model_param.base_score,
    scalePosWeight: learner.objective.reg_loss_param?.scale_pos_weight ?? 1,
    trees: model.trees.map((tree, i) => loadTree(tree, `${MODEL}.trees[${i}]`, features)).slice(0, used),
    ...(behind > 0 ? { treesBehindBest: behind } : {}),
  };
}

/** An iteration, counted from 0, is one tree here. */
function usedTrees(trees: number, bestIteration: number | undefined): number {
  if (bestIteration === undefined) return trees;
  if (bestIteration < trees) return bestIteration + 1;
  throw new ModelFormatError(
    'learner.attributes.best_iteration',
    `expected the number of a tree, 0 to ${trees - 1}, got ${bestIteration}`,
  );
}

const MODEL = 'learner.gradient_booster.model';

function parse(text: string): z.output<typeof modelSchema> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new ModelFormatError('(file)', `not JSON: ${error instanceof Error ? error.message : error}`);
  }
  const parsed = modelSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue.path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  throw new ModelFormatError(path.replace(/^\./, '') || '(file)', issue.message);
}

function loadTree(json: z.output<typeof treeSchema>, path: string, features: number): Tree {
  const size = json.tree_param.num_nodes;
  if (size < 1) throw new ModelFormatError(`${path}.tree_param.num_nodes`, 'expected 1 or more, got 0');
  for (const field of NODE_FIELDS) {
    if (json[field].length !== size) {
      throw new ModelFormatError(`${path}.${field}`, `expected ${size} entries (num_nodes), got ${json[field].length}`);
    }
  }
  const tree: Tree = {
    size,
    left: Int32Array.from(json.left_children),
    right: Int32Array.from(json.right_children),
    parent: Int32Array.from(json.parents, (parent) => (parent === ROOT_PARENT ? NO_NODE : parent)),
    feature: Int32Array.from(json.split_indices),
    condition: Float32Array.from(json.split_conditions),
    defaultLeft: Uint8Array.from(json.default_left),
    gain: Float32Array.from(json.loss_changes),
    cover: Float32Array.from(json.sum_hessian),
    baseWeight: Float32Array.from(json.base_weights),
  };
  requireTreeShape(tree, path, features);
  return tree;
}

const NODE_FIELDS = [
  'base_weights',
  'default_left',
  'left_children',
  'loss_changes',
  'parents',
  'right_children',
  'split_conditions',
  'split_indices',
  'sum_hessian',
] as const;

/**
 * Levels below the root. What is learned has some ten; whoever explains a prediction goes down as many calls, and its
 * time grows with their square. In SQL the same number stands in `require_tree_shape`.
 */
export const DEEPEST_TREE = 500;

/** Walks the tree from its root: prediction and SHAP rely on what is checked here and check nothing themselves. */
function requireTreeShape(tree: Tree, path: string, features: number): void {
  const reached = new Uint8Array(tree.size);
  const level = new Uint16Array(tree.size);
  const pending = [0];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (reached[node]++ > 0) throw new ModelFormatError(`${path}.left_children`, `node ${node} has two parents`);
    if (!Number.isFinite(tree.condition[node])) {
      throw new ModelFormatError(`${path}.split_conditions[${node}]`, `not a float32, got ${tree.condition[node]}`);
    }
    const [left, right] = [tree.left[node], tree.right[node]];
    if (left === NO_NODE && right === NO_NODE) continue;
    for (const [field, child] of [['left_children', left] as const, ['right_children', right] as const]) {
      if (child < 1 || child >= tree.size) {
        throw new ModelFormatError(`${path}.${field}[${node}]`, `expected a node 1 to ${tree.size - 1}, got ${child}`);
      }
      if (tree.parent[child] !== node) {
        throw new ModelFormatError(`${path}.parents[${child}]`, `expected ${node}, got ${tree.parent[child]}`);
      }
      level[child] = level[node] + 1;
      if (level[child] > DEEPEST_TREE) {
        throw new ModelFormatError(
          `${path}.${field}[${node}]`,
          `expected at most ${DEEPEST_TREE} levels below the root`,
        );
      }
      pending.push(child);
    }
    if (tree.feature[node] < 0 || tree.feature[node] >= features) {
      throw new ModelFormatError(
        `${path}.split_indices[${node}]`,
        `expected a feature 0 to ${features - 1}, got ${tree.feature[node]}`,
      );
    }
    if (!(tree.cover[node] > 0)) {
      throw new ModelFormatError(
        `${path}.sum_hessian[${node}]`,
        `a split needs a cover above 0, got ${tree.cover[node]}`,
      );
    }
  }
}
