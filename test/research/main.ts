// npm run -s research -- <name> [--json]: what models, intervals and thresholds are worth. Seeded; minutes to an hour.
// npm run -s research -- <price folder> --index <folder> --years 2014,2016 [--json]: the declared forecasts on any prices.
import { existsSync } from 'node:fs';
import { UserError } from '../../src/cli/terminal/errors.ts';
import { runMeasurements } from '../support/measure_main.ts';
import { drift } from './drift.ts';
import { HELP, researchFolder, USAGE } from './folder/command.ts';
import { gate } from './gate.ts';
import { growth } from './growth.ts';
import { intervalPeers } from './interval_peers.ts';
import { intervalPrior } from './interval_prior.ts';
import { intervalTrees } from './interval_trees.ts';
import { intervals } from './intervals.ts';
import { models } from './models.ts';
import { orders } from './orders.ts';
import { pools } from './pools.ts';
import { ranks } from './ranks.ts';

const MEASUREMENTS = [
  models,
  drift,
  intervals,
  gate,
  pools,
  growth,
  intervalPrior,
  intervalPeers,
  intervalTrees,
  orders,
  ranks,
];
const args = process.argv.slice(2);

if (args.some((arg) => /^--(?:years|index|pool)\b/.test(arg)) || isFolder(args.find((arg) => !arg.startsWith('-')))) {
  await forFolder();
} else {
  const orFolder = `or, over any folder of prices:\n\n${args.includes('--help') ? HELP : USAGE}`;
  await runMeasurements('npm run -s research', MEASUREMENTS, orFolder);
}

/** What is there and is not called like a measurement. */
function isFolder(first: string | undefined): boolean {
  return first !== undefined && !MEASUREMENTS.some(({ name }) => name === first) && existsSync(first);
}

async function forFolder(): Promise<void> {
  try {
    await researchFolder(args);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
