import type { ModelFamily } from './family.ts';
import { xgboostClassifier } from './gbt/family.ts';

/** Every kind of model there is. */
const FAMILIES: readonly ModelFamily[] = [xgboostClassifier];

/** Rows before a row that a model of this family looks back on, known without loading the family. */
export function lookbackOf(family: string): number {
  return family === 'tfjs_gru' ? 59 : 0;
}

/** @throws RangeError for an unknown name, listing those that are known */
export function familyNamed(name: string): ModelFamily {
  const found = FAMILIES.find((family) => family.name === name);
  if (found) return found;
  throw new RangeError(`unknown model family "${name}", known: ${FAMILIES.map((family) => family.name).join(', ')}`);
}
