import '../graphile_mode.ts';

import { parentPort, workerData } from 'node:worker_threads';
import { makeSchema } from 'postgraphile';
import { createWithPgClient } from 'postgraphile/adaptors/pg';
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
import { hasLeft, whileWaitedFor } from '../statements/gone.ts';
import type { Held } from '../statements/held.ts';
import { statementsPlugin } from '../statements/plugin.ts';
import { type Answer, type Question, type Said, sendableError, type Told } from './messages.ts';

const start = z.object({ databaseUrl: z.string(), schema: z.string(), logLevel: z.string() }).parse(workerData);
const log = createLog(start.logLevel);
const pool = createReadersPool({ ...start, max: limits.largeConnections, answerBytes: limits.largeAnswerBytes });
const say = (said: Said): void => parentPort?.postMessage(said);

const planning = limitPlanning({ milliseconds: limits.planningMilliseconds }, TOO_LONG_TO_PLAN);
const withClient = createWithPgClient({ pool });
const declarations = await readDeclarations(pool, start.schema);
const { schema, resolvedPreset } = await makeSchema({
  extends: [makePreset({ pool, schema: start.schema, declarations, log, planning })],
  plugins: [
    statementsPlugin(
      ({ gone }) =>
        (settings, work) =>
          withClient(settings, (client) => whileWaitedFor(gone, client.rawClient, async () => work(client))),
    ),
  ],
});
const read = makeReader({ schema, abandoned: planning.abandoned });
const mask = maskError(log);

/** What a large request holds is bounded by the memory of this thread. */
const UNCOUNTED: Held = { add() {}, release() {} };

/** Does what lets this thread hear nothing meanwhile, under the eyes of the other one. */
function watched<Result>(id: number, work: () => Result): Result {
  say({ kind: 'planning', id });
  const result = work();
  say({ kind: 'planned', id });
  return result;
}

async function answerTo(id: number, question: Question, gone: AbortSignal): Promise<Answer> {
  const { role, text, operationName, variables } = question;
  const reading = watched(id, () => read(text));
  if ('errors' in reading) return { data: undefined, errors: reading.errors.map(sendableError) };
  const args = await hookArgs({
    schema,
    document: reading.document.node,
    operationName,
    variableValues: variables,
    resolvedPreset,
    requestContext: {},
    contextValue: { role, held: { ...UNCOUNTED, gone } },
  });
  const result = await watched(id, () => execute({ ...args, outputDataAsString: true }));
  if (isAsyncIterable(result)) throw new Error('a large request was answered in pieces');
  return {
    data: typeof result.data === 'string' || result.data === undefined ? result.data : null,
    errors: (result.errors ?? []).map((error) => sendableError(mask(error))),
  };
}

const asked = new Map<number, AbortController>();

async function answerWhileWaitedFor(id: number, question: Question): Promise<void> {
  const leaving = new AbortController();
  asked.set(id, leaving);
  const answer = await answerTo(id, question, leaving.signal).catch((error: Error) => ({
    data: undefined,
    errors: [sendableError(mask(new GraphQLError(error.message, { originalError: error })))],
  }));
  asked.delete(id);
  say({ kind: 'answer', id, answer });
}

parentPort?.on('message', (told: Told) => {
  if (told.kind === 'asked') void answerWhileWaitedFor(told.id, told.question);
  else asked.get(told.id)?.abort(hasLeft());
});
say({ kind: 'ready' });
