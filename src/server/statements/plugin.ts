import 'postgraphile/@dataplan/pg';
import type { Held } from './held.ts';
import type { ForRequest } from './quick_first.ts';

declare global {
  namespace Grafast {
    interface Context {
      /** What is counted of a request; absent where our own program asks. */
      held?: Held;
    }
  }
}

/** Requests that are counted ask the database by the way they are given, and not by that of the library. */
export const statementsPlugin = (forRequest: ForRequest): GraphileConfig.Plugin => ({
  name: 'PgaugurStatementsPlugin',
  description: 'Gives slow statements connections of their own',
  version: '1.0.0',
  after: ['PgContextPlugin'],
  grafast: {
    middleware: {
      prepareArgs(next, { args }) {
        const { contextValue } = args;
        if (contextValue?.held) Object.assign(contextValue, { withPgClient: forRequest(contextValue.held) });
        return next();
      },
    },
  },
});
