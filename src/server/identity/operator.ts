import { limits } from '../limits.ts';
import type { ApiRole } from './identity.ts';

declare global {
  namespace Grafast {
    interface Context {
      /** Who asks; absent where our own program does. */
      role?: ApiRole;
    }
  }
}

const OPERATOR = { role: 'pgaugur_operator', statement_timeout: String(limits.statementMilliseconds) };

/**
 * What Postgres is told of an operator, for the transaction of what they ask. Of a reader it knows all that it needs: the
 * connection is one, so that no transaction has to make it one.
 */
export const grafastContext = (
  _request: Partial<Grafast.RequestContext>,
  { contextValue }: { readonly contextValue?: unknown },
): Partial<Grafast.Context> => (isOperator(contextValue) ? { pgSettings: OPERATOR } : {});

const isOperator = (context: unknown): boolean =>
  typeof context === 'object' && context !== null && 'role' in context && context.role === 'pgaugur_operator';
