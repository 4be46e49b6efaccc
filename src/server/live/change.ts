import { z } from 'zod';

/** What can be subscribed to: the fields of Subscription, and the topics that `tell_of_changes` names. */
export const TOPICS = ['runs', 'predictions', 'alerts'] as const;
export type Topic = (typeof TOPICS)[number];

/** What has changed of a topic since the last time: the rows with these ids, or more than they say. */
export type Change = {
  readonly ids: readonly string[];
  /** Why all that is shown has to be read again; null where the ids say it all. */
  readonly readAgain: string | null;
};

/** What somebody read before is not known. */
export const BEGUN = 'the subscription has begun';
export const TOO_MANY = 'more rows changed than a message names';

const message = z.union([
  z.object({ topic: z.enum(TOPICS), ids: z.array(z.string().regex(/^-?\d{1,19}$/)) }),
  z.object({ topic: z.enum(TOPICS), readAgain: z.literal(true) }),
]);

/** A notification of `tell_of_changes`; undefined for what anybody else sends on its channel. */
export function readMessage(payload: string | undefined): ({ readonly topic: Topic } & Change) | undefined {
  let json: unknown;
  try {
    json = JSON.parse(payload ?? '');
  } catch {
    return undefined;
  }
  const { data } = message.safeParse(json);
  if (!data) return undefined;
  return 'ids' in data
    ? { topic: data.topic, ids: data.ids, readAgain: null }
    : { topic: data.topic, ids: [], readAgain: TOO_MANY };
}
