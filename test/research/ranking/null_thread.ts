import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { GRIDS, judgeNull, NULLS } from './null_markets.ts';

/** Judges its seeds one after the other and tells each verdict. */
const { kind, grid, seeds } = z
  .object({ kind: z.enum(NULLS), grid: z.enum(GRIDS), seeds: z.array(z.number().int()) })
  .parse(workerData);
for (const seed of seeds) parentPort?.postMessage(await judgeNull(kind, seed, grid));
