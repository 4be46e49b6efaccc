import type { Request } from './ask.ts';
import { keyOf } from './document.ts';
import type { Report } from './report.ts';

/** Answers questions from a report. What is not in it was not asked when it was written. */
export const stored =
  ({ answers }: Report) =>
  ({ operationName, query, variables }: Request): Promise<Response> => {
    const data = answers[keyOf({ name: operationName, text: query }, variables)];
    return Promise.resolve(
      Response.json(data === undefined ? { errors: [{ message: 'this report does not hold it' }] } : { data }),
    );
  };
