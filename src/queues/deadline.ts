/** What ends the wait for work: a time that is over, or a worker that shuts down. */
export type Deadline = {
  readonly signal: AbortSignal;
  /** To be called when nobody waits any more: it does not fire later. */
  end(): void;
};

/**
 * Fires with `shutdown`, whose reason it has then, or when the time is over. AbortSignal.timeout would keep its timer, and
 * all that stands behind it, until then, however soon the work is done: of steps that take a hundredth of a second and may
 * take half an hour, a worker would hold ten thousands.
 */
export function startDeadline(milliseconds: number, shutdown: AbortSignal): Deadline {
  const deadline = new AbortController();
  const timer = setTimeout(() => {
    deadline.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
  }, milliseconds);
  timer.unref();
  const shutDown = () => deadline.abort(shutdown.reason);
  if (shutdown.aborted) shutDown();
  shutdown.addEventListener('abort', shutDown, { once: true });
  return {
    signal: deadline.signal,
    end() {
      clearTimeout(timer);
      shutdown.removeEventListener('abort', shutDown);
    },
  };
}
