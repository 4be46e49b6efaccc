import type { GbtModel } from './model.ts';
import { isLeaf } from './tree.ts';

/**
 * XGBoost's importance types, over the splits on a feature: `weight` counts them; `gain` and `cover` are means of their
 * gain and cover, `total_gain` and `total_cover` the sums.
 */
export type ImportanceType = 'weight' | 'gain' | 'cover' | 'total_gain' | 'total_cover';

/** Importance per feature, in the order of the feature names; 0 for a feature no split uses (XGBoost leaves it out). */
export function importance(model: GbtModel, type: ImportanceType): Float64Array {
  const splits = new Float64Array(model.featureNames.length);
  const totals = new Float64Array(model.featureNames.length);
  const ofGain = type === 'gain' || type === 'total_gain';
  for (const tree of model.trees) {
    for (let node = 0; node < tree.size; node++) {
      if (isLeaf(tree, node)) continue;
      splits[tree.feature[node]]++;
      totals[tree.feature[node]] += ofGain ? tree.gain[node] : tree.cover[node];
    }
  }
  if (type === 'weight') return splits;
  if (type === 'total_gain' || type === 'total_cover') return totals;
  return totals.map((total, j) => (splits[j] === 0 ? 0 : total / splits[j]));
}
