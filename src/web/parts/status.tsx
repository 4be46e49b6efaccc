import { connection, isTold, noSubscriptions, paused, pausedAt } from '../api/connection.ts';
import { wakeAll } from '../api/poll.ts';
import { ago } from '../format/dates.ts';
import { now } from './clock.ts';

/** In the header: whether what is on the screen follows the database, and how. */
export function LiveState() {
  const { state } = connection.value;
  const since = pausedAt.value;
  const text = paused.value
    ? `Paused ${since === undefined ? '' : ago(now.value - since)}`
    : state === 'lost'
      ? 'No connection'
      : state === 'waiting'
        ? 'Connecting'
        : isTold.value
          ? 'Live'
          : 'Live, by asking';
  return (
    <div class="live">
      <span class={`dot dot-${paused.value ? 'paused' : state}`} aria-hidden="true" />
      <span
        class="live-text"
        title={
          isTold.value
            ? 'The server tells of changes'
            : `The server is asked every few seconds${noSubscriptions.value === '' ? '' : `: ${noSubscriptions.value}`}`
        }
      >
        {text}
      </span>
      <button type="button" class="quiet" aria-pressed={paused.value} onClick={() => (paused.value = !paused.value)}>
        {paused.value ? 'Go on' : 'Pause'}
        <span class="unseen"> live updates</span>
      </button>
    </div>
  );
}

/** Above every view while the server does not answer, so that nobody takes what is old for what is. */
export function LostConnection() {
  const found = connection.value;
  if (found.state !== 'lost') return null;
  return (
    <div class="notice notice-bad" role="alert">
      <span>
        <strong>The server does not answer</strong> (last tried {ago(now.value - found.since)}). What you see was read
        before; it is read again as soon as the server is there.
      </span>
      <button type="button" onClick={wakeAll}>
        Try now
      </button>
    </div>
  );
}
