/**
 * An intermediate result that several features need, computed at most once per run: the cache hangs on the run's
 * series object and dies with it.
 */
export function oncePerRun<Run extends object, Result extends object>(
  compute: (run: Run) => Result,
): (run: Run) => Result {
  const cache = new WeakMap<Run, Result>();
  return (run) => {
    let result = cache.get(run);
    if (result === undefined) {
      result = compute(run);
      cache.set(run, result);
    }
    return result;
  };
}

/** The same for a family of results with one parameter, such as a window length. */
export function oncePerRunBy<Run extends object, Result extends object>(
  compute: (run: Run, parameter: number) => Result,
): (run: Run, parameter: number) => Result {
  const cacheOf = oncePerRun<Run, Map<number, Result>>(() => new Map());
  return (run, parameter) => {
    const cache = cacheOf(run);
    let result = cache.get(parameter);
    if (result === undefined) {
      result = compute(run, parameter);
      cache.set(parameter, result);
    }
    return result;
  };
}
