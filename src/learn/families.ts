import type { ModelFamily } from './family.ts';
import { xgboostClassifier } from './gbt/family.ts';

/** Every kind of model there is. */
const FAMILIES: readonly ModelFamily[] = [xgboostClassifier];

/** @throws RangeError for an unknown name, listing those that are known */
export function familyNamed(name: string): ModelFamily {
  const found = FAMILIES.find((family) => family.name === name);
  if (found) return found;
  throw new RangeError(`unknown model family "${name}", known: ${FAMILIES.map((family) => family.name).join(', ')}`);
}
