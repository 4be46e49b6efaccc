import { createXgboostClassifier } from '../learn/gbt/family.ts';
import { forgetSharedMemory } from '../learn/gbt/workspace.ts';
import type { Engine, FamilyEntry, TrainingFamily } from './family_entry.ts';
import { libxgboostEngine, openLibxgboost } from './libxgboost/index.ts';
import { closeHelpers, hostThreads } from './threads/helpers.ts';

const artifactFormat = 'xgboost-json';
const ours = createXgboostClassifier(hostThreads());

/** Boosted trees: our own learner on the threads of this host, or XGBoost itself. Both write the same format. */
export const trees: FamilyEntry = {
  name: ours.name,
  lookback: 0,
  artifactFormat,
  ready: ours,
  reading: async () => ours,
  training,
};

async function training({ engine, device }: Engine): Promise<TrainingFamily> {
  if (engine === 'pgaugur') return { family: ours, artifactFormat, engine, device: 'cpu' };
  const library = openLibxgboost();
  if ('unavailable' in library) throw new Error(`engine libxgboost is not on this host: ${library.unavailable}`);
  const family = libxgboostEngine({ library, device });
  return { family, artifactFormat, engine: `libxgboost ${library.version}`, device };
}

/**
 * Gives up what the threads of fits have shared, for the end of a search: the next one may be days away. The idle helpers
 * are ended, because a thread that does nothing collects no garbage and would hold the memory of its last fit.
 */
export async function releaseSharedMemory(): Promise<void> {
  forgetSharedMemory();
  await closeHelpers();
}
