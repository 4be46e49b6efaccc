import { execFileSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import type { Figures, Measurement } from './measure.ts';

const SEED = 1;

/**
 * The command line of a list of measurements: runs those that are named, one after the other, and prints their figures
 * with what they were measured on.
 * @param command how it was called, for the usage text
 */
export async function runMeasurements(command: string, known: readonly Measurement[]): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false } },
  });
  const chosen = known.filter(({ name }) => positionals.includes(name));
  if (chosen.length === 0 || chosen.length !== positionals.length) {
    console.error(`usage: ${command} -- <name…> [--json]\n`);
    for (const { name, description } of known) console.error(`  ${name.padEnd(10)} ${description}`);
    process.exitCode = 2;
    return;
  }
  const figures: Figures = {};
  for (const { run } of chosen) {
    Object.assign(figures, await run(SEED, (text) => values.json || console.log(text)));
  }
  if (values.json) console.log(JSON.stringify({ ...figures, ...measuredOn() }));
  else print(figures);
}

function measuredOn(): Record<string, string | number> {
  return {
    machine: `${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    node: process.version,
    commit: execFileSync('git', ['describe', '--always', '--dirty'], { encoding: 'utf8' }).trim(),
    seed: SEED,
  };
}

function print(figures: Figures): void {
  console.log('');
  for (const [name, value] of Object.entries(measuredOn())) console.log(`${name}: ${value}`);
  for (const [name, value] of Object.entries(figures)) {
    console.log(`${name.padEnd(28)} ${typeof value === 'number' ? value : JSON.stringify(value)}`);
  }
}
