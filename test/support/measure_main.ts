import { execFileSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { Figures, Measurement } from './measure.ts';

const SEED = 1;

/**
 * The command line of a list of measurements: runs those that are named, one after the other, and prints their figures
 * with what they were measured on.
 * @param command how it was called, for the usage text
 */
export async function runMeasurements(command: string, known: readonly Measurement[]): Promise<void> {
  const options: NonNullable<ParseArgsConfig['options']> = {
    json: { type: 'boolean' },
    ...Object.fromEntries(
      known.flatMap(({ flags = {} }) => Object.keys(flags).map((flag) => [flag, { type: 'string' } as const])),
    ),
  };
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options,
  });
  const chosen = known.filter(({ name }) => positionals.includes(name));
  if (chosen.length === 0 || chosen.length !== positionals.length) {
    console.error(`usage: ${command} -- <name…> [--json]\n`);
    for (const { name, description, flags = {} } of known) {
      console.error(`  ${name.padEnd(10)} ${description}`);
      for (const [flag, value] of Object.entries(flags)) console.error(`${' '.repeat(15)}--${flag} ${value}`);
    }
    process.exitCode = 2;
    return;
  }
  const figures: Figures = {};
  for (const { run, flags } of chosen) {
    const given = Object.fromEntries(
      Object.entries(flags ?? {}).map(([flag, value]) => [flag, String(values[flag] ?? value)]),
    );
    Object.assign(figures, await run(SEED, (text) => void (values.json || console.log(text)), given));
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
