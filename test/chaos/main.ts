// npm run -s chaos -- [--kills 200] [--seed n] [--json]: kills workers under load and says what was lost. The same seed
// makes the same plan; when a kill meets a step is for the machine to say.
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { createLaboratory } from '../support/laboratory.ts';
import { chaos } from './chaos.ts';

const INSTRUMENTS = 6;

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

const lab = await createLaboratory();
try {
  say(`seed ${seed}, ${kills} kills`);
  const report = await chaos(lab, { kills, seed, instruments: INSTRUMENTS, say });
  if (values.json) console.log(JSON.stringify(report));
  else console.table(report);
  const { lost, doubled, lockedJobs, openRuns } = report;
  if (lost + doubled + lockedJobs + openRuns > 0) process.exitCode = 1;
} finally {
  await lab.close();
}
process.exit(); // the server of these tests is ended with the process
