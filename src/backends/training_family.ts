import { familyNamed, type ModelFamily } from '../learn/index.ts';

/** Who trains trees, and on what. */
export type Engine = { readonly engine: 'pgaugur' | 'libxgboost'; readonly device: 'cpu' | 'cuda' };

/** A family ready to train, and what is to be recorded of it. */
export type TrainingFamily = {
  readonly family: ModelFamily;
  readonly artifactFormat: string;
  readonly engine: string;
  readonly device: string;
};

/**
 * The family to train with on this host. TensorFlow.js and libxgboost are loaded when they are asked for, and not before.
 * @throws Error saying what this host lacks for the engine
 */
export async function trainingFamily(name: string, { engine, device }: Engine): Promise<TrainingFamily> {
  const { isTfjsFamily, prepareBackend, tfjsFamily } = await import('../learn/tfjs/index.ts');
  if (isTfjsFamily(name)) {
    const { info } = await prepareBackend();
    return {
      family: await tfjsFamily(name),
      artifactFormat: 'pgaugur-network-json',
      engine: `${info.package} ${info.version}`,
      device: info.device,
    };
  }
  const trees = { artifactFormat: 'xgboost-json', engine, device };
  if (engine === 'pgaugur') return { ...trees, device: 'cpu', family: familyNamed(name) };
  const { libxgboostEngine, openLibxgboost } = await import('./libxgboost/index.ts');
  const library = openLibxgboost();
  if ('unavailable' in library) throw new Error(`engine libxgboost is not on this host: ${library.unavailable}`);
  return { ...trees, engine: `libxgboost ${library.version}`, family: libxgboostEngine({ library, device }) };
}

/** The family that reads a stored model, whatever engine trained it. */
export async function readingFamily(name: string): Promise<ModelFamily> {
  const { isTfjsFamily, tfjsFamily } = await import('../learn/tfjs/index.ts');
  return isTfjsFamily(name) ? tfjsFamily(name) : familyNamed(name);
}
