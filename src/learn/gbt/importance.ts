import type { ImportanceType } from '../family.ts';
import type { GbtModel } from './model.ts';
import { isLeaf } from './tree.ts';

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
