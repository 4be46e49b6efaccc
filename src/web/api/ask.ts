import type { TypedDocument } from './document.ts';
import { authorization } from './token.ts';

/** The server could not be reached, or could not answer: asking again may help. */
export class Unreachable extends Error {
  override name = 'Unreachable';
}

/** The server has answered that it will not: asking again will not help. */
export class Refused extends Error {
  override name = 'Refused';
}

/** It does not know who asks: another token may help. */
export class NotKnown extends Refused {
  override name = 'NotKnown';
}

/** What is asked, as it is sent. */
export type Request<Variables = unknown> = {
  readonly operationName: string;
  readonly query: string;
  readonly variables: Variables;
};
type Sender = (request: Request, signal?: AbortSignal) => Promise<Response>;

let send: Sender = post;
let live = true;

/** Whether there is a server to ask: a report has the answers with it, and no others. */
export const hasServer = (): boolean => live;

/** Answers come from elsewhere than the server, once and for all. */
export function answerFrom(sender: Sender): void {
  send = sender;
  live = false;
}

type Body<Answer> = { readonly data?: Answer | null; readonly errors?: readonly { readonly message: string }[] };

/** How long an answer may take before the connection counts as lost. */
const PATIENCE_MILLISECONDS = 25_000;

/**
 * Sends one document to the API of the server that this page comes from.
 * @throws Unreachable without an answer, Refused with one that says no, NotKnown where that is for want of a token
 */
export async function ask<Answer, Variables>(
  { name, text }: TypedDocument<Answer, Variables>,
  variables: Variables,
  signal?: AbortSignal,
): Promise<Answer> {
  const response = await send({ operationName: name, query: text, variables }, signal);
  const body: Body<Answer> = await response.json().catch(() => {
    throw new Unreachable(`the server answered ${response.status} and no data`);
  });
  if (body.errors && body.errors.length > 0) {
    const said = body.errors.map(({ message }) => message).join('; ');
    if (response.status >= 500) throw new Unreachable(said);
    throw response.status === 401 ? new NotKnown(said) : new Refused(said);
  }
  if (!body.data) throw new Unreachable(`the server answered ${response.status} and no data`);
  return body.data;
}

async function post(body: Request, signal?: AbortSignal): Promise<Response> {
  const patience = AbortSignal.timeout(PATIENCE_MILLISECONDS);
  try {
    return await fetch('/graphql', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json',
        ...authorization(),
      },
      body: JSON.stringify(body),
      signal: signal ? AbortSignal.any([signal, patience]) : patience,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Unreachable('the server does not answer', { cause: error });
  }
}

/** The rows of a list as it comes; a row that could not be read is left out. */
export const rowsOf = <Row>(list: { readonly nodes: readonly (Row | null)[] } | null | undefined): readonly Row[] =>
  list ? list.nodes.filter((row) => row !== null) : [];
