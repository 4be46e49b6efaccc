import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { judgeNull, NULLS } from './null_markets.ts';

/** Judges its seeds one after the other and tells each verdict. */
const { kind, seeds } = z.object({ kind: z.enum(NULLS), seeds: z.array(z.number().int()) }).parse(workerData);
for (const seed of seeds) parentPort?.postMessage(await judgeNull(kind, seed));
