import { isTold, paused } from './connection.ts';

/** What is read again and again while somebody looks at it. */
export type Polling = {
  /** Reads now, whenever that would have been. */
  wake(): void;
  stop(): void;
};

/** How long to wait after the n-th failure in a row, the first 1: from one second to fifteen. */
export const patience = (failures: number): number => Math.min(15_000, 1000 * 2 ** (failures - 1));

/** A server that tells of changes is asked now and then all the same: for what nobody tells of, as that a day has passed. */
const restOf = (every: number): number => (isTold.peek() ? Math.max(every, TOLD_MILLISECONDS) : every);
const TOLD_MILLISECONDS = 30_000;

const all = new Set<() => void>();

/** Everything on the screen is read again: the server has said that something changed, or is there again. */
export function wakeAll(): void {
  for (const wake of all) wake();
}

/**
 * Calls `read` at once and then every so many milliseconds; after failures with growing patience. Nothing is read while
 * the page is hidden or paused, and at once when it is seen again. A pause also gives up what is being read again at that
 * moment: its answer would move the screen all the same.
 * @param read says whether it succeeded; once its signal is aborted nobody waits for what it says
 */
export function poll(read: (signal: AbortSignal) => Promise<boolean>, every: number): Polling {
  const stopped = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let running = false;
  let again = false;
  /** Told of a change while nobody looked. */
  let missed = false;
  /** What is on the screen, and is being read again without anybody having asked for it, can be left as it is. */
  let hasRead = false;
  let renewal: AbortController | undefined;

  const run = async (isAskedFor = false): Promise<void> => {
    if (running) {
      again = true;
      return;
    }
    running = true;
    clearTimeout(timer);
    renewal = hasRead && !isAskedFor ? new AbortController() : undefined;
    const succeeded = await read(renewal ? AbortSignal.any([stopped.signal, renewal.signal]) : stopped.signal);
    running = false;
    if (stopped.signal.aborted) return;
    if (renewal?.signal.aborted) {
      again = false;
      seen();
      return;
    }
    hasRead ||= succeeded;
    failures = succeeded ? 0 : failures + 1;
    const soon = again && succeeded;
    again = false;
    timer = setTimeout(due, soon ? 0 : succeeded ? restOf(every) : patience(failures));
  };
  const due = (): void => {
    if (document.hidden || paused.peek()) timer = undefined;
    else void run();
  };
  const seen = (): void => {
    if (document.hidden || paused.peek() || running || !(missed || timer === undefined)) return;
    missed = false;
    void run();
  };
  const wake = (): void => {
    if (document.hidden || paused.peek()) missed = true;
    else void run();
  };
  const pauseOrGoOn = (isPaused: boolean): void => {
    if (isPaused && running && renewal) {
      missed = true;
      renewal.abort();
    } else seen();
  };
  void run();
  document.addEventListener('visibilitychange', seen, { signal: stopped.signal });
  window.addEventListener('online', wake, { signal: stopped.signal });
  const unsubscribe = paused.subscribe(pauseOrGoOn);
  const unsubscribeTold = isTold.subscribe((told) => {
    // What was to be asked in half a minute is asked soon again once nobody tells.
    if (told || timer === undefined || running) return;
    clearTimeout(timer);
    due();
  });
  all.add(wake);
  return {
    wake: () => void run(true),
    stop() {
      stopped.abort();
      clearTimeout(timer);
      unsubscribe();
      unsubscribeTold();
      all.delete(wake);
    },
  };
}
