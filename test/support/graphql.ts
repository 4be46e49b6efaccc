import { z } from 'zod';

const answer = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(z.object({ message: z.string() })).optional(),
});
export type Answer = z.infer<typeof answer>;

/** Sends a query to a GraphQL endpoint and returns data and errors as they came. */
export async function post(
  url: string,
  query: string,
  variables: Record<string, unknown> = {},
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  return answer.parse(await response.json());
}

/**
 * The data of a query that has to succeed.
 * @throws Error with the messages of its errors
 */
export async function ask(url: string, query: string, variables?: Record<string, unknown>): Promise<Answer['data']> {
  const { data, errors } = await post(url, query, variables);
  if (errors) throw new Error(errors.map((error) => error.message).join('\n'));
  return data;
}
