/**
 * What blocks this thread for a while, as reading and planning a document that is new, each in a turn of the event loop of
 * its own: whatever else has come meanwhile is done in between, however many wait here.
 */
export type InTurn = <Result>(work: () => Result) => Promise<Awaited<Result>>;

export function createTurns(): InTurn {
  const waiting: (() => void)[] = [];
  const go = () => {
    waiting.shift()?.();
    if (waiting.length > 0) setImmediate(go);
  };
  return async <Result>(work: () => Result): Promise<Awaited<Result>> => {
    await new Promise<void>((turn) => {
      waiting.push(turn);
      if (waiting.length === 1) setImmediate(go);
    });
    return await work();
  };
}
