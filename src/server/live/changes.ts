import { SafeError } from 'postgraphile/grafast';
import { createClient } from '../../db/pool.ts';
import type { Logger } from '../../env/log.ts';
import { limits } from '../limits.ts';
import { BEGUN, readMessage, TOPICS, type Topic } from './change.ts';
import { type Listener, startListener } from './listener.ts';
import { createMailbox, type Mailbox } from './mailbox.ts';

export type ChangesOptions = {
  readonly databaseUrl: string;
  readonly schema: string;
  readonly log: Logger;
};

/** Where subscribers get what has changed. */
export type Changes = {
  subscribe(topic: Topic): Mailbox;
  release(): Promise<void>;
};

/** On a standby nothing can be listened to. */
export const ON_A_STANDBY =
  'this server reads from a standby, where subscriptions are not available: read again from time to time, or ' +
  'subscribe to a server whose DATABASE_URL is the primary';

/**
 * What `tell_of_changes` says, for any number of subscribers. There is one connection that listens, for as long as
 * anybody is subscribed. Whoever subscribes is told to read first, and again after each time that messages may have been
 * missed: what is shown then is right without knowing anything else.
 */
export function createChanges({ databaseUrl, schema, log }: ChangesOptions): Changes {
  const mailboxes: Record<Topic, Set<Mailbox>> = { runs: new Set(), predictions: new Set(), alerts: new Set() };
  const all = () => TOPICS.flatMap((topic) => [...mailboxes[topic]]);
  let listener: Listener | undefined;
  let listening = false;
  /** When all listeners that were there before have ended. */
  let ended: Promise<void> = Promise.resolve();

  const stop = (): Promise<void> => {
    if (listener) ended = listener.stop();
    listener = undefined;
    listening = false;
    return ended;
  };

  const start = () => {
    const started = startListener({
      after: ended,
      client: () =>
        createClient(
          { databaseUrl, schema, role: 'pgaugur_reader' },
          {
            application_name: `pgaugur:${schema}:changes`,
            connectionTimeoutMillis: limits.listenerPatienceMilliseconds,
            query_timeout: limits.listenerPatienceMilliseconds,
          },
        ),
      channel: `${schema}_changes`,
      keepAliveMilliseconds: limits.keepAliveMilliseconds,
      log,
      onMessage(payload) {
        const message = readMessage(payload);
        if (message) for (const mailbox of mailboxes[message.topic]) mailbox.put(message);
      },
      onGap(why) {
        if (listener !== started) return; // nobody waits for this one any more
        listening = true;
        for (const mailbox of all()) mailbox.put({ ids: [], readAgain: why });
      },
      onStandby() {
        if (listener !== started) return;
        void stop();
        for (const mailbox of all()) mailbox.fail(new SafeError(ON_A_STANDBY));
      },
    });
    listener = started;
  };

  return {
    subscribe(topic) {
      const mailbox = createMailbox({
        mostIds: limits.namedRows,
        paceMilliseconds: limits.paceMilliseconds,
        onEnd() {
          mailboxes[topic].delete(mailbox);
          if (all().length === 0) void stop();
        },
      });
      mailboxes[topic].add(mailbox);
      if (!listener) start();
      else if (listening) mailbox.put({ ids: [], readAgain: BEGUN });
      return mailbox;
    },
    async release() {
      await Promise.all(all().map((mailbox) => mailbox.return?.()));
      await stop();
    },
  };
}
