import type { z } from 'zod';
import { messageOf, SourceError } from './answers/index.ts';

/** An answer as it was agreed on. @throws SourceError quoting what came instead */
export function parsed<Schema extends z.ZodType>(schema: Schema, value: unknown, text: string): z.infer<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [{ path, message }] = result.error.issues;
  const place = path.length > 0 ? `${path.join('.')}: ` : '';
  throw new SourceError('answer', `the answer is not as agreed (${place}${message}): ${messageOf(text)}`);
}
