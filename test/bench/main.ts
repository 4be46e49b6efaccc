// npm run -s bench -- <name> [--json]: how fast things are. Seeded, each figure a median of several runs.
import { runMeasurements } from '../support/measure_main.ts';
import { backtests } from './backtests.ts';
import { changes } from './changes.ts';
import { features } from './features.ts';
import { gpu } from './gpu.ts';
import { graphql } from './graphql.ts';
import { insert } from './insert.ts';
import { metrics } from './metrics.ts';
import { page } from './page.ts';
import { partitions } from './partitions.ts';
import { pipeline } from './pipeline/pipeline.ts';
import { pool } from './pool.ts';
import { scoring } from './scoring.ts';
import { search } from './search.ts';
import { start } from './start.ts';
import { storage } from './storage.ts';
import { trees } from './trees.ts';
import { views } from './views.ts';

await runMeasurements('npm run -s bench', [
  start,
  insert,
  pipeline,
  features,
  trees,
  search,
  gpu,
  metrics,
  pool,
  backtests,
  scoring,
  views,
  graphql,
  page,
  partitions,
  storage,
  changes,
]);
