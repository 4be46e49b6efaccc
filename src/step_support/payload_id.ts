import { z } from 'zod';

/** An id in a job's payload, which SQL may have written as a number or as text; nothing else is taken for one. */
export const payloadId = z
  .union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
  .pipe(z.number().int().positive());
