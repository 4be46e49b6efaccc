import { createClient } from 'graphql-ws';
import { isTold, noSubscriptions } from './connection.ts';
import { changedAlerts, changedPredictions, changedRuns } from './documents.ts';
import { wakeAll } from './poll.ts';

import { authorization } from './token.ts';

const SUBSCRIPTIONS = [changedRuns, changedPredictions, changedAlerts];
/** What is on the screen is read again no more often than this, however much changes. */
const REST_MILLISECONDS = 1000;
const LONGEST_WAIT_MILLISECONDS = 15_000;

/**
 * Listens to what changes, and has what is on the screen read again. A connection that is lost is made again; a server
 * that has no subscriptions, as on a standby, is asked instead.
 */
export function listen(): void {
  const wake = throttled(wakeAll, REST_MILLISECONDS);
  const client = createClient({
    url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/graphql`,
    lazy: false,
    connectionParams: () => authorization(),
    keepAlive: 20_000,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    retryWait: (retries) =>
      new Promise((again) => setTimeout(again, Math.min(LONGEST_WAIT_MILLISECONDS, 500 * 2 ** retries))),
    onNonLazyError: () => {}, // it is told by `closed`
    on: {
      closed: () => {
        if (!isTold.peek()) return;
        isTold.value = false;
        wake();
      },
    },
  });
  for (const { name, text } of SUBSCRIPTIONS) {
    client.subscribe(
      { operationName: name, query: text },
      {
        next({ errors }) {
          isTold.value = errors === undefined;
          noSubscriptions.value = wordsOf(errors);
          wake();
        },
        error(errors) {
          isTold.value = false;
          noSubscriptions.value = wordsOf(errors);
        },
        complete() {
          isTold.value = false;
        },
      },
    );
  }
}

/** What a server says when it has no subscriptions; a socket that breaks says nothing. */
const wordsOf = (errors: unknown): string =>
  Array.isArray(errors)
    ? errors.map((one: unknown) => (one instanceof Object && 'message' in one ? String(one.message) : '')).join('; ')
    : '';

/** Calls at once, and once more after a rest where it was asked for meanwhile. */
function throttled(call: () => void, rest: number): () => void {
  let resting = false;
  let again = false;
  const run = (): void => {
    if (resting) {
      again = true;
      return;
    }
    resting = true;
    call();
    setTimeout(() => {
      resting = false;
      if (!again) return;
      again = false;
      run();
    }, rest);
  };
  return run;
}
