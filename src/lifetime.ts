type Stop = () => Promise<unknown>;

/** What has been started and has to be stopped again, last first. Node 22 has no AsyncDisposableStack. */
export type StopStack = {
  /** To be called as soon as a part exists; before it is started where a start that fails half-way leaves something. */
  push(stop: Stop): void;
  /** Stops everything, once, also when a part refuses. */
  stop(): Promise<void>;
};

/** @param onTrouble told when a part does not stop in order; the others are stopped all the same */
export function createStopStack(onTrouble: (error: unknown) => void): StopStack {
  const stops: Stop[] = [];
  let stopped: Promise<void> | undefined;
  const stopAll = async () => {
    for (const stop of stops.reverse()) {
      try {
        await stop();
      } catch (error) {
        onTrouble(error);
      }
    }
  };
  return {
    push: (stop) => void stops.push(stop),
    stop: () => (stopped ??= stopAll()),
  };
}

/**
 * Starts several parts as one thing that is stopped as one. When a part fails to start, those before it are stopped
 * before the error goes on: what fails to start ends.
 * @param start starts the parts and says of each how it is stopped
 */
export async function startTogether<Parts extends object>(
  start: (onStop: StopStack['push']) => Promise<Parts>,
  onTrouble: (error: unknown) => void,
): Promise<Parts & { stop(): Promise<void> }> {
  const stack = createStopStack(onTrouble);
  try {
    return { ...(await start(stack.push)), stop: stack.stop };
  } catch (error) {
    await stack.stop();
    throw error;
  }
}
