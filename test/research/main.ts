// npm run -s research -- <name> [--json]: what models, intervals and thresholds are worth. Seeded; minutes to an hour.
import { runMeasurements } from '../support/measure_main.ts';
import { drift } from './drift.ts';
import { gate } from './gate.ts';
import { growth } from './growth.ts';
import { intervalPrior } from './interval_prior.ts';
import { intervalTrees } from './interval_trees.ts';
import { intervals } from './intervals.ts';
import { models } from './models.ts';
import { ranks } from './ranks.ts';

await runMeasurements('npm run -s research', [
  models,
  drift,
  intervals,
  gate,
  growth,
  intervalPrior,
  intervalTrees,
  ranks,
]);
