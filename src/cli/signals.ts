/**
 * Resolves when the process is asked to end: SIGINT, SIGTERM, SIGHUP, or, under `npm start`, the end of the shell that
 * npm runs us in: npm passes a signal to that shell, which dies of it without passing it on. A second signal ends the
 * process at once.
 */
export function untilSignal(): Promise<void> {
  return new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => done());
    if (process.env.npm_lifecycle_event === undefined) return;
    const shell = process.ppid;
    const watch = setInterval(() => {
      if (process.ppid === shell) return;
      clearInterval(watch);
      done();
    }, 500);
    watch.unref();
  });
}
