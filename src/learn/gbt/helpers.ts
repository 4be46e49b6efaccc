/** Threads that help with a fit. */
export type Helpers = {
  readonly count: number;
  readonly dismiss: () => void;
  /**
   * Waits until no helper looks at the memory of the fit any more; false if that did not come to pass. Helpers that let
   * one wait in vain are not called again.
   */
  readonly haveLeft: () => boolean;
};

/**
 * The threads of a fit. To start one is no computation, so whoever may do that says how many there are, the fit's own
 * among them, and calls up the others: each works through the column work of the memory it is given.
 */
export type Threads = {
  readonly count: number;
  readonly callHelpers: (count: number, memory: WebAssembly.Memory, codeBytes: 1 | 2) => Helpers;
};

const NO_HELPERS: Helpers = { count: 0, dismiss: () => {}, haveLeft: () => true };

export const ONE_THREAD: Threads = { count: 1, callHelpers: () => NO_HELPERS };
