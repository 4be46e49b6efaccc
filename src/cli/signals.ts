/** Resolves at the first SIGINT, SIGTERM or SIGHUP; the next one ends the process at once. */
export function untilSignal(): Promise<NodeJS.Signals> {
  return new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => done(signal));
    }
  });
}
