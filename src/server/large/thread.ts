import '../graphile_mode.ts';

import { parentPort, workerData } from 'node:worker_threads';
import { makeSchema } from 'postgraphile';
import { execute, hookArgs, isAsyncIterable } from 'postgraphile/grafast';
import { GraphQLError } from 'postgraphile/graphql';
import { z } from 'zod';
import { createLog } from '../../env/log.ts';
import { readDeclarations } from '../declarations.ts';
import { maskError, TOO_LONG_TO_PLAN } from '../errors.ts';
import { limits } from '../limits.ts';
import { makePreset } from '../preset.ts';
import { createReadersPool } from '../readers_pool.ts';
import { makeReader } from '../requests/documents.ts';
import { limitPlanning } from '../requests/planning_time.ts';
import { type Answer, type Asked, type Said, sendableError } from './messages.ts';

const start = z.object({ databaseUrl: z.string(), schema: z.string(), logLevel: z.string() }).parse(workerData);
const log = createLog(start.logLevel);
const pool = createReadersPool({ ...start, max: limits.largeConnections, answerBytes: limits.largeAnswerBytes });
const say = (said: Said): void => parentPort?.postMessage(said);

const planning = limitPlanning({ milliseconds: limits.planningMilliseconds }, TOO_LONG_TO_PLAN);
const { schema, resolvedPreset } = await makeSchema(
  makePreset({ pool, schema: start.schema, declarations: await readDeclarations(pool, start.schema), log, planning }),
);
const read = makeReader({ schema, abandoned: planning.abandoned });
const mask = maskError(log);

/** Does what lets this thread hear nothing meanwhile, under the eyes of the other one. */
function watched<Result>(id: number, work: () => Result): Result {
  say({ kind: 'planning', id });
  const result = work();
  say({ kind: 'planned', id });
  return result;
}

async function answerTo({ id, role, text, operationName, variables }: Asked): Promise<Answer> {
  const reading = watched(id, () => read(text));
  if ('errors' in reading) return { data: undefined, errors: reading.errors.map(sendableError) };
  const args = await hookArgs({
    schema,
    document: reading.document.node,
    operationName,
    variableValues: variables,
    resolvedPreset,
    requestContext: {},
    contextValue: { role },
  });
  const result = await watched(id, () => execute({ ...args, outputDataAsString: true }));
  if (isAsyncIterable(result)) throw new Error('a large request was answered in pieces');
  return {
    data: typeof result.data === 'string' || result.data === undefined ? result.data : null,
    errors: (result.errors ?? []).map((error) => sendableError(mask(error))),
  };
}

parentPort?.on('message', async (asked: Asked) => {
  const answer = await answerTo(asked).catch((error: Error) => ({
    data: undefined,
    errors: [sendableError(mask(new GraphQLError(error.message, { originalError: error })))],
  }));
  say({ kind: 'answer', id: asked.id, answer });
});
say({ kind: 'ready' });
