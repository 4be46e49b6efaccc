import { createPool, type Pool } from '../db/pool.ts';
import { limits } from './limits.ts';
import { limitAnswers } from './requests/answer_size.ts';

export type ReadersPoolOptions = {
  readonly databaseUrl: string;
  readonly schema: string;
  readonly max: number;
  /** What an answer of Postgres may take. */
  readonly answerBytes: number;
  /** What a statement may. */
  readonly statementMilliseconds?: number;
};

/**
 * Connections that are readers before the first request: role and statement timeout are settings of the session. Stated
 * per request they would put it into a transaction, and cost three round trips beside the one of the query.
 */
export function createReadersPool({
  databaseUrl,
  schema,
  max,
  answerBytes,
  statementMilliseconds = limits.statementMilliseconds,
}: ReadersPoolOptions): Pool {
  const pool = createPool({
    databaseUrl,
    schema,
    max,
    role: 'pgaugur_reader',
    settings: { statement_timeout: String(statementMilliseconds) },
  });
  limitAnswers(pool, answerBytes);
  return pool;
}
