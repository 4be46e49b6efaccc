/**
 * One Ctrl-C may arrive twice: from the terminal, which signals every process of its group, and from the wrapper in
 * `src/bin.js`, which passes on what it gets. Within this time they are one.
 */
const REPEAT_MILLISECONDS = 1000;

/** The process that started this one, as `src/bin.js` found it at once: it may have died since. Not that of our children. */
const STARTED_BY = Number(process.env.PGAUGUR_STARTED_BY ?? process.ppid);
delete process.env.PGAUGUR_STARTED_BY;

/**
 * Resolves when the process is asked to end: SIGINT, SIGTERM, SIGHUP, or, under `npm start`, the end of the shell that
 * npm runs us in: npm passes a signal to that shell, which dies of it without passing it on. A second signal, later
 * than a repeat of the first would come, ends the process at once.
 */
export function untilSignal(): Promise<void> {
  return new Promise((done) => {
    let first: number | undefined;
    const onSignal = () => {
      const now = performance.now();
      first ??= now;
      if (now - first > REPEAT_MILLISECONDS) process.exit(130);
      done();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
    if (process.env.npm_lifecycle_event === undefined) return;
    const watch = setInterval(() => {
      if (process.ppid === STARTED_BY) return;
      clearInterval(watch);
      done();
    }, 500);
    watch.unref();
  });
}
