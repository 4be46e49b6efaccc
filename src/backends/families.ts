import type { ModelFamily } from '../learn/family.ts';
import { xgboostClassifier } from '../learn/gbt/family.ts';
import { networkParams } from '../learn/tfjs/params.ts';

/**
 * Every kind of model there is, with what has to be known of it before it is loaded: how many rows before a row its
 * forecast looks back on. Trees are part of this code; networks are loaded when one is asked for (tfjs/family.ts).
 */
export const MODEL_FAMILIES = {
  xgboost_classifier: { lookback: 0 },
  tfjs_mlp: { lookback: 0 },
  tfjs_gru: { lookback: networkParams.tfjs_gru.parse({}).sessions - 1 },
} as const;

export type ModelFamilyName = keyof typeof MODEL_FAMILIES;

const isModelFamily = (name: string): name is ModelFamilyName => Object.hasOwn(MODEL_FAMILIES, name);

const unknown = (name: string) =>
  new RangeError(`unknown model family "${name}", known: ${Object.keys(MODEL_FAMILIES).join(', ')}`);

/** @throws RangeError for an unknown name, listing those that are known */
export function lookbackOf(name: string): number {
  if (!isModelFamily(name)) throw unknown(name);
  return MODEL_FAMILIES[name].lookback;
}

/** A family that needs no loading. @throws RangeError for another name, listing those that are known */
export function familyNamed(name: string): ModelFamily {
  if (name === xgboostClassifier.name) return xgboostClassifier;
  if (isModelFamily(name)) throw new RangeError(`model family "${name}" has to be loaded first`);
  throw unknown(name);
}
