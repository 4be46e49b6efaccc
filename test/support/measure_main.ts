import { execFileSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UserError } from '../../src/cli/terminal/errors.ts';
import { commandLine } from './command_line.ts';
import type { Figures, Measurement } from './measure.ts';

const SEED = 1;

/**
 * The command line of a list of measurements: runs those that are named, one after the other, and prints their figures
 * with what they were measured on.
 * @param command how it was called, for the usage text
 * @param otherUsage what else it can be called for
 */
export async function runMeasurements(
  command: string,
  known: readonly Measurement[],
  otherUsage?: string,
): Promise<void> {
  const options: NonNullable<ParseArgsConfig['options']> = {
    json: { type: 'boolean' },
    ...Object.fromEntries(
      known.flatMap(({ flags = {} }) => Object.keys(flags).map((flag) => [flag, { type: 'string' } as const])),
    ),
  };
  const usage = [usageOf(command, known), ...(otherUsage === undefined ? [] : [otherUsage])].join('\n\n');
  const { values, chosen } = commandLine(usage, () => {
    const { values, positionals } = parseArgs({ allowPositionals: true, options });
    const unknown = positionals.find((positional) => !known.some(({ name }) => name === positional));
    if (unknown !== undefined) throw new UserError(`there is no measurement "${unknown}"`);
    if (positionals.length === 0) throw new UserError('what is to be measured?');
    const chosen = known.filter(({ name }) => positionals.includes(name));
    const foreign = Object.keys(values).find(
      (flag) => flag !== 'json' && !chosen.some(({ flags = {} }) => Object.hasOwn(flags, flag)),
    );
    if (foreign !== undefined) throw new UserError(`--${foreign} is no flag of ${positionals.join(' or ')}`);
    return { values, chosen };
  });
  const figures: Figures = {};
  for (const { run, flags } of chosen) {
    const given = Object.fromEntries(
      Object.entries(flags ?? {}).map(([flag, value]) => [flag, String(values[flag] ?? value)]),
    );
    try {
      Object.assign(figures, await run(SEED, (text) => void (values.json || console.log(text)), given));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      console.error(error.message);
      process.exitCode = 2;
      return;
    }
  }
  if (values.json) console.log(JSON.stringify({ ...figures, ...measuredOn() }));
  else print(figures);
}

const usageOf = (command: string, known: readonly Measurement[]): string =>
  [
    `usage: ${command} -- <name…> [--json]`,
    '',
    ...known.flatMap(({ name, description, flags = {} }) => [
      `  ${name.padEnd(10)} ${description}`,
      ...Object.entries(flags).map(([flag, value]) => `${' '.repeat(15)}--${flag} ${value}`),
    ]),
  ].join('\n');

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
