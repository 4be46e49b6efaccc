import './graphile_mode.ts';

import { makeSchema } from 'postgraphile';
import { grafast, isAsyncIterable } from 'postgraphile/grafast';
import type { Logger } from '../env/log.ts';
import { readDeclarations } from './declarations.ts';
import { limits } from './limits.ts';
import { makePreset } from './preset.ts';
import { createReadersPool } from './readers_pool.ts';

export type ApiOptions = { readonly databaseUrl: string; readonly schema: string; readonly log: Logger };
export type Question = {
  readonly name: string;
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
};
export type Ask = (question: Question) => Promise<unknown>;

/**
 * The GraphQL API without a server: the schema that clients see, asked in this process, as the reader that they are.
 * Planning is our own program's here, and may take what a slow machine needs.
 * @param work asks one question after the other
 */
export async function withApi<Result>(
  { databaseUrl, schema: name, log }: ApiOptions,
  work: (ask: Ask) => Promise<Result>,
): Promise<Result> {
  const pool = createReadersPool({ databaseUrl, schema: name, max: 2, answerBytes: limits.largeAnswerBytes });
  try {
    const declarations = await readDeclarations(pool, name);
    const { schema, resolvedPreset } = await makeSchema(makePreset({ pool, schema: name, declarations, log }));
    return await work(async ({ name: operationName, text, variables }) => {
      const result = await grafast({
        schema,
        source: text,
        operationName,
        variableValues: variables,
        resolvedPreset,
        requestContext: {},
        contextValue: {},
      });
      if (isAsyncIterable(result)) throw new Error(`${operationName} was answered in pieces`);
      const [fault] = result.errors ?? [];
      if (fault) throw new Error(`${operationName}: ${fault.message}`, { cause: fault.originalError ?? fault });
      return result.data;
    });
  } finally {
    await pool.end();
  }
}
