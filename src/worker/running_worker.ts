/** Something that takes jobs until it is stopped. */
export type RunningWorker = {
  /** Takes no further jobs, gives back what is under way and waits until nothing is. */
  stop(): Promise<void>;
};
