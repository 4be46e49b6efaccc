import type { ModelFamily } from '../learn/family.ts';

/** Who trains trees, and on what. */
export type Engine = { readonly engine: 'pgaugur' | 'libxgboost'; readonly device: 'cpu' | 'cuda' };

/** A family ready to train, and what is to be recorded of it. */
export type TrainingFamily = {
  readonly family: ModelFamily;
  readonly artifactFormat: string;
  readonly engine: string;
  readonly device: string;
};

/** A model family of the registry: what is known of it before it is loaded, and how it is had on this host. */
export type FamilyEntry = {
  readonly name: string;
  /** Rows before a row that its forecast looks back on. */
  readonly lookback: number;
  /** What its artifacts are stored as; no other is loaded. */
  readonly artifactFormat: string;
  /** The family, where it needs no loading. */
  readonly ready?: ModelFamily;
  /** The family that reads a stored model, whatever engine trained it. */
  readonly reading: () => Promise<ModelFamily>;
  /**
   * The family to train with on this host. Networks choose an engine by themselves.
   * @throws Error saying what this host lacks for the engine
   */
  readonly training: (engine: Engine) => Promise<TrainingFamily>;
};
