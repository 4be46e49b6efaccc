import { GraphQLError, Source } from 'postgraphile/graphql';
import type { ApiRole } from '../identity/identity.ts';

/** What the thread is started with. */
export type Start = { readonly databaseUrl: string; readonly schema: string; readonly logLevel: string };

export type Question = {
  /** Who asks: the statements run as that role. */
  readonly role: ApiRole;
  readonly text: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
};

/** Data as the text of its JSON. */
export type Answer = { readonly data: string | null | undefined; readonly errors: readonly SentError[] };

/** An error without what cannot be sent. */
export type SentError = Pick<GraphQLError, 'message' | 'path' | 'positions' | 'extensions'>;

export const sendableError = ({ message, path, positions, extensions }: SentError): SentError => ({
  message,
  path,
  positions,
  extensions,
});

export const receivedError = ({ message, path, positions, extensions }: SentError, text: string): GraphQLError =>
  new GraphQLError(message, { path, positions, extensions, source: positions && new Source(text) });

/** What the thread is told. */
export type Told =
  | { readonly kind: 'asked'; readonly id: number; readonly question: Question }
  /** Nobody waits for that answer any more. */
  | { readonly kind: 'gone'; readonly id: number };

/** The thread says what it does before it does it: while it reads or plans, it hears nothing. */
export type Said =
  | { readonly kind: 'ready' }
  | { readonly kind: 'planning'; readonly id: number }
  | { readonly kind: 'planned'; readonly id: number }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: Answer };
