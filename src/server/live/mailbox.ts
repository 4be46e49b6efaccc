import { type Change, TOO_MANY } from './change.ts';

/** What one subscriber has not been told yet: read by iterating, and never more than one change long. */
export type Mailbox = AsyncIterableIterator<Change, undefined> & {
  put(change: Change): void;
  /** Ends it with an error, after what it holds. */
  fail(error: Error): void;
};

export type MailboxOptions = {
  /** Beyond so many ids it says that all has to be read again. */
  readonly mostIds: number;
  /** How long it collects after each change that it has handed out. */
  readonly paceMilliseconds: number;
  /** Told once, when nobody reads it any more. */
  readonly onEnd: () => void;
};

/**
 * Changes are put in as they come and taken out as fast as the subscriber takes them: what comes in between is merged,
 * so a slow one is behind by one message and takes no memory.
 */
export function createMailbox({ mostIds, paceMilliseconds, onEnd }: MailboxOptions): Mailbox {
  let pending: Change | undefined;
  let failure: Error | undefined;
  let ended = false;
  let wake = () => {};
  let rest: NodeJS.Timeout | undefined;

  const end = () => {
    if (ended) return;
    ended = true;
    pending = undefined;
    clearTimeout(rest);
    wake();
    onEnd();
  };

  /** Until there is something to hand out, and the rest after the last time is over. */
  const ready = async () => {
    while (!ended && (rest || !(pending || failure))) {
      await new Promise<void>((awake) => {
        wake = awake;
      });
    }
  };
  const takeARest = () => {
    rest = setTimeout(() => {
      rest = undefined;
      wake();
    }, paceMilliseconds);
  };

  return {
    put(change) {
      if (ended || failure) return;
      pending = merged(pending, change, mostIds);
      wake();
    },
    fail(error) {
      failure ??= error;
      wake();
    },
    async next() {
      await ready();
      if (ended) return { done: true, value: undefined };
      if (pending) {
        const value = pending;
        pending = undefined;
        takeARest();
        return { done: false, value };
      }
      end();
      throw failure;
    },
    async return() {
      end();
      return { done: true, value: undefined };
    },
    async throw(error) {
      end();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

function merged(before: Change | undefined, next: Change, mostIds: number): Change {
  const readAgain = before?.readAgain ?? next.readAgain;
  if (readAgain !== null) return { ids: [], readAgain };
  const ids = [...new Set([...(before?.ids ?? []), ...next.ids])];
  return ids.length > mostIds ? { ids: [], readAgain: TOO_MANY } : { ids, readAgain: null };
}
