// npm run -s chaos -- [--kills 200] [--seed n] [--json]: kills and freezes workers and stops the server under load, and
// says what was lost. The same seed makes the same plan; when a kill meets a step is for the machine to say.
import { parseArgs } from 'node:util';
import { commandLine, wholeNumber } from '../support/command_line.ts';
import { chaos, type Fault } from './chaos.ts';
import { SERVER_FAULTS } from './faults.ts';
import { createWorld } from './world.ts';

const INSTRUMENTS = 6;

/** One of the faults in turn for so many kills. */
const KILLS_PER_FAULT = 10;
const FAULTS: readonly Fault[] = ['a worker frozen', ...SERVER_FAULTS];

const { kills, seed, json } = commandLine('usage: npm run -s chaos -- [--kills 200] [--seed n] [--json]', () => {
  const { values } = parseArgs({
    options: {
      kills: { type: 'string', default: '200' },
      seed: { type: 'string', default: String(Math.floor(Math.random() * 1e6)) },
      json: { type: 'boolean', default: false },
    },
  });
  const { kills, seed, json } = values;
  return { kills: wholeNumber('kills', kills, 0), seed: wholeNumber('seed', seed, 0), json };
});
const say = (text: string) => (json ? console.error(text) : console.log(text));

const faults = Array.from({ length: Math.floor(kills / KILLS_PER_FAULT) }, (_, i) => FAULTS[i % FAULTS.length]);

const world = await createWorld();
try {
  say(`seed ${seed}, ${kills} kills, ${faults.length} other faults`);
  const report = await chaos(world, { kills, faults, seed, instruments: INSTRUMENTS, say });
  if (json) console.log(JSON.stringify(report));
  else console.table(report);
  const { lost, doubled, lockedJobs, openRuns } = report;
  if (lost + doubled + lockedJobs + openRuns > 0) process.exitCode = 1;
} finally {
  await world.close();
}
