/** Time that may be spent, and comes back as time passes. */
export type Budget = {
  spend(milliseconds: number): void;
  readonly isSpent: boolean;
};

/**
 * @param atOnce what can be spent before any of it comes back
 * @param now milliseconds
 */
export function createBudget(
  { millisecondsPerSecond, millisecondsAtOnce }: { millisecondsPerSecond: number; millisecondsAtOnce: number },
  now: () => number = () => performance.now(),
): Budget {
  let spent = 0;
  let at = now();
  const settle = () => {
    const time = now();
    spent = Math.max(0, spent - ((time - at) / 1000) * millisecondsPerSecond);
    at = time;
  };
  return {
    spend(milliseconds) {
      settle();
      spent += milliseconds;
    },
    get isSpent() {
      settle();
      return spent >= millisecondsAtOnce;
    },
  };
}
