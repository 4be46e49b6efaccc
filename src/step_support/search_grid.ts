import type { Policy } from '../db/runs.ts';
import type { GridName } from '../learn/index.ts';

/** The grid to search by a policy. The large grids are of trees; other families have one of their own. */
export function searchGridOf({ modelFamily, searchGrid }: Pick<Policy, 'modelFamily' | 'searchGrid'>): GridName {
  return modelFamily === 'xgboost_classifier' ? searchGrid : 'default';
}

/** Whether a pool with enough rows is trained as declared: that alone learns from the market. */
export const mayKnowMarket = (policy: Pick<Policy, 'modelFamily' | 'searchGrid'>): boolean =>
  policy.modelFamily === 'xgboost_classifier' && policy.searchGrid === 'default';
