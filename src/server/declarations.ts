import type { Pool } from '../db/pool.ts';
import { type ClosedSet, readClosedSets } from './closed_sets.ts';
import { readShapes, type Shape } from './shapes/shapes.ts';

/** What the catalog says of columns beside what PostGraphile reads there. */
export type Declarations = { readonly closedSets: readonly ClosedSet[]; readonly shapes: readonly Shape[] };

export const readDeclarations = async (pool: Pool, schema: string): Promise<Declarations> => ({
  closedSets: await readClosedSets(pool, schema),
  shapes: await readShapes(pool, schema),
});
