import type { ModelFamily } from '../learn/family.ts';
import type { Engine, FamilyEntry, TrainingFamily } from './family_entry.ts';
import { networks } from './networks.ts';
import { trees } from './trees.ts';

/**
 * Every kind of model there is. A new one is a room under src/learn and an entry here. TensorFlow.js and libxgboost are
 * loaded when a family is asked for that needs them, and not before.
 */
const FAMILIES: readonly FamilyEntry[] = [trees, networks('tfjs_mlp'), networks('tfjs_gru')];

/** @throws RangeError for an unknown name, listing those that are known */
function entryNamed(name: string): FamilyEntry {
  const entry = FAMILIES.find((family) => family.name === name);
  if (entry) return entry;
  throw new RangeError(`unknown model family "${name}", known: ${FAMILIES.map((family) => family.name).join(', ')}`);
}

/** Rows before a row that a family's forecast looks back on. @throws RangeError for an unknown name */
export const lookbackOf = (name: string): number => entryNamed(name).lookback;

/** What artifacts of a family are stored as. @throws RangeError for an unknown name */
export const artifactFormatOf = (name: string): string => entryNamed(name).artifactFormat;

/** A family that needs no loading. @throws RangeError for another name, listing those that are known */
export function familyNamed(name: string): ModelFamily {
  const { ready } = entryNamed(name);
  if (ready) return ready;
  throw new RangeError(`model family "${name}" has to be loaded first`);
}

/** The family that reads a stored model, whatever engine trained it. */
export const readingFamily = async (name: string): Promise<ModelFamily> => entryNamed(name).reading();

/**
 * The family to train with on this host.
 * @throws Error saying what this host lacks for the engine
 */
export const trainingFamily = async (name: string, engine: Engine): Promise<TrainingFamily> =>
  entryNamed(name).training(engine);
