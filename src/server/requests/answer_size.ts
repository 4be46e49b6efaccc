import { EventEmitter } from 'node:events';
import { Duplex } from 'node:stream';
import type { Pool } from '../../db/pool.ts';

/** What Postgres answers to one statement is longer than this process takes. */
export class AnswerTooLongError extends Error {
  override name = 'AnswerTooLongError';
  constructor(bytes: number) {
    super(`the answer is longer than ${bytes / 1e6} MB: ask for fewer rows or fields`);
  }
}

const lengths = new WeakMap<object, number>();

/** How long the last answer on a connection was whose answers are limited. */
export const answerBytes = (client: object): number => lengths.get(client) ?? 0;

/**
 * Breaks a connection in the middle of an answer that grows too long, so that it is never whole in this process. The pool
 * makes another connection for the next statement; Postgres ends the query when it cannot send any more.
 */
export function limitAnswers(pool: Pool, bytes: number): void {
  pool.on('connect', (client) => {
    // Not among the declared types, and as old as node-postgres: the protocol's messages, and what they come over.
    const protocol = 'connection' in client ? client.connection : undefined;
    const stream = protocol instanceof EventEmitter && 'stream' in protocol ? protocol.stream : undefined;
    if (!(protocol instanceof EventEmitter) || !(stream instanceof Duplex)) {
      throw new Error('node-postgres does not show its stream any more: answers cannot be limited');
    }
    let received = 0;
    protocol.on('readyForQuery', () => {
      lengths.set(client, received);
      received = 0;
    });
    stream.on('data', (chunk: Buffer) => {
      received += chunk.length;
      if (received <= bytes || stream.destroyed) return;
      protocol.emit('error', new AnswerTooLongError(bytes)); // as node-postgres does: it fails what waits for an answer
      stream.destroy();
    });
  });
}
