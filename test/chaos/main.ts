// npm run -s chaos -- [--kills 200] [--seed n] [--json]: kills and freezes workers and stops the server under load, and
// says what was lost. The same seed makes the same plan; when a kill meets a step is for the machine to say.
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { chaos, type Fault } from './chaos.ts';
import { SERVER_FAULTS } from './faults.ts';
import { createWorld } from './world.ts';

const INSTRUMENTS = 6;

/** One of the faults in turn for so many kills. */
const KILLS_PER_FAULT = 10;
const FAULTS: readonly Fault[] = ['a worker frozen', ...SERVER_FAULTS];

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e6)) },
    json: { type: 'boolean', default: false },
  },
});
const count = z.coerce.number().int().min(0);
const kills = count.parse(values.kills);
const seed = count.parse(values.seed);
const say = (text: string) => (values.json ? console.error(text) : console.log(text));

const faults = Array.from({ length: Math.floor(kills / KILLS_PER_FAULT) }, (_, i) => FAULTS[i % FAULTS.length]);

const world = await createWorld();
try {
  say(`seed ${seed}, ${kills} kills, ${faults.length} other faults`);
  const report = await chaos(world, { kills, faults, seed, instruments: INSTRUMENTS, say });
  if (values.json) console.log(JSON.stringify(report));
  else console.table(report);
  const { lost, doubled, lockedJobs, openRuns } = report;
  if (lost + doubled + lockedJobs + openRuns > 0) process.exitCode = 1;
} finally {
  await world.close();
}
