import './graphile_mode.ts';

import { postgraphile } from 'postgraphile';
import { grafast } from 'postgraphile/grafast';
import type { Pool } from '../db/pool.ts';
import type { Logger } from '../env/log.ts';
import { limits } from './limits.ts';
import { makePreset } from './preset.ts';

export type Question = {
  readonly name: string;
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
};

/**
 * The GraphQL API without a server: the schema that clients see, asked in this process, as the reader that they are.
 * Planning is our own program's here, and may take what a slow machine needs.
 * @param work asks
 */
export async function withApi<Result>(
  pool: Pool,
  schema: string,
  log: Logger,
  work: (ask: (question: Question) => Promise<unknown>) => Promise<Result>,
): Promise<Result> {
  const api = postgraphile({
    extends: [makePreset(pool, schema, log)],
    grafast: {
      timeouts: { planning: limits.executionMilliseconds, execution: limits.executionMilliseconds },
    },
  });
  try {
    const graphqlSchema = await api.getSchema();
    return await work(async ({ name, text, variables }) => {
      const result = await grafast({
        schema: graphqlSchema,
        source: text,
        operationName: name,
        variableValues: variables,
        resolvedPreset: api.getResolvedPreset(),
        requestContext: {},
      });
      if (Symbol.asyncIterator in result) throw new Error(`${name} is answered more than once`);
      const [fault] = result.errors ?? [];
      if (fault) throw new Error(`${name}: ${fault.message}`, { cause: fault.originalError ?? fault });
      return result.data;
    });
  } finally {
    await api.release();
  }
}
