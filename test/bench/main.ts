// npm run -s bench -- <name> [--json]: seeded measurements, each a median of several runs.
import { execFileSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { backtests } from './backtests.ts';
import { drift } from './drift.ts';
import { features } from './features.ts';
import { insert } from './insert.ts';
import { intervals } from './intervals.ts';
import type { Benchmark, Figures } from './measure.ts';
import { models } from './models.ts';
import { pool } from './pool.ts';
import { scoring } from './scoring.ts';
import { search } from './search.ts';
import { start } from './start.ts';
import { trees } from './trees.ts';
import { views } from './views.ts';

const BENCHMARKS: readonly Benchmark[] = [
  start,
  insert,
  features,
  trees,
  search,
  pool,
  models,
  backtests,
  drift,
  intervals,
  scoring,
  views,
];
const SEED = 1;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false } },
});
const chosen = BENCHMARKS.filter((benchmark) => positionals.includes(benchmark.name));
if (chosen.length === 0 || chosen.length !== positionals.length) {
  console.error('usage: npm run -s bench -- <name…> [--json]\n');
  for (const benchmark of BENCHMARKS) console.error(`  ${benchmark.name.padEnd(10)} ${benchmark.description}`);
  process.exit(2);
}

const figures: Figures = {};
for (const benchmark of chosen) {
  Object.assign(figures, await benchmark.run(SEED, (text) => values.json || console.log(text)));
}
const context = {
  machine: `${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB`,
  node: process.version,
  commit: execFileSync('git', ['describe', '--always', '--dirty'], { encoding: 'utf8' }).trim(),
  seed: SEED,
};
if (values.json) {
  console.log(JSON.stringify({ ...figures, ...context }));
} else {
  console.log(
    `\n${Object.entries(context)
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n')}`,
  );
  for (const [name, value] of Object.entries(figures))
    console.log(`${name.padEnd(28)} ${typeof value === 'number' ? value : JSON.stringify(value)}`);
}
