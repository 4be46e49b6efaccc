import { setTimeout as sleep } from 'node:timers/promises';
import type { PgClient, WithPgClient } from 'postgraphile/@dataplan/pg';
import { createWithPgClient, type NodePostgresPgClient } from 'postgraphile/adaptors/pg';
import { isNotNow } from '../../db/patient_pool.ts';
import type { Pool } from '../../db/pool.ts';
import { createGate } from '../gate.ts';
import { limits } from '../limits.ts';
import { answerBytes } from '../requests/answer_size.ts';
import { whileWaitedFor } from './gone.ts';
import type { Held } from './held.ts';
import { createSeen } from './seen.ts';

/** SQLSTATE query_canceled: the time of the connection is up. */
const CANCELLED = '57014';
const isCancelled = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === CANCELLED;

const AGAIN_MILLISECONDS = 100;

type WithClient = WithPgClient<NodePostgresPgClient>;
type Query = NodePostgresPgClient['query'];
type Asked = Parameters<Query>[0];

/** What a request asks the database through. */
export type ForRequest = (held: Held) => WithPgClient;

export type Pools = {
  /** Its connections end a statement early. */
  readonly quick: Pool;
  /** Its connections give a statement all the time that one has. */
  readonly patient: Pool;
};

/**
 * Statements that take long hold a connection for seconds, and how long one takes nobody knows beforehand. So each is first
 * given a little time, on connections that nothing holds for longer, and what does not end in it is executed again on
 * others, where it waits behind its like alone. Operators, who are few and may write, have the quick connections and all
 * the time.
 */
export function quickFirst({ quick, patient }: Pools): ForRequest {
  const quickly = createWithPgClient({ pool: quick });
  const patiently = createWithPgClient({ pool: patient });
  const seen = createSeen();
  const untried = createGate(limits.untriedStatements);

  return (held) => {
    const counted = async <Row>(through: WithClient, asked: Asked) => {
      held.add();
      const { result, bytes } = await through(null, (client) =>
        whileWaitedFor(held.gone, client.rawClient, async () => {
          const result = await client.query<Row>(asked);
          return { result, bytes: answerBytes(client.rawClient) };
        }),
      );
      held.add(bytes);
      return result;
    };
    /** Undefined when the time was up, or there was no connection. */
    const tried = async <Row>(asked: Asked) => {
      try {
        const result = await counted<Row>(quickly, asked);
        seen.wasQuick(asked.text);
        return result;
      } catch (error) {
        if (isCancelled(error)) seen.wasSlow(asked.text);
        else if (!isNotNow(error)) throw error;
        return undefined;
      }
    };
    const triedInTurn = async <Row>(asked: Asked) => {
      const leave = await untried.enter();
      try {
        // What was learned while it waited: a request may have many statements of one text.
        return seen.way(asked.text) === 'patiently' ? undefined : await tried<Row>(asked);
      } finally {
        leave();
      }
    };
    const once = async <Row>(asked: Asked) => {
      const way = seen.way(asked.text);
      const result =
        way === 'at once'
          ? await tried<Row>(asked)
          : way === 'few at a time'
            ? await triedInTurn<Row>(asked)
            : undefined;
      return result ?? counted<Row>(patiently, asked);
    };
    /** A database that has few connections left gives none for another, but one of them may be free in a moment. */
    const query = async <Row>(asked: Asked) => {
      const end = performance.now() + limits.connectingMilliseconds;
      for (;;) {
        try {
          return await once<Row>(asked);
        } catch (error) {
          if (!isNotNow(error) || performance.now() > end) throw error;
        }
        await sleep(AGAIN_MILLISECONDS);
      }
    };
    const reader: PgClient = {
      query,
      withTransaction: () => Promise.reject(new Error('what a reader asks is one statement, and no transaction')),
    };
    return async (settings, work) => (settings ? quickly(settings, work) : work(reader));
  };
}
