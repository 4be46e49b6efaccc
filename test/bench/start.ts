import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { EXECUTABLE } from '../support/executable.ts';
import { type Measurement, quantile, rounded } from '../support/measure.ts';
import { temporaryFolder } from '../support/server.ts';

const RUNS = 3;

/** From the command to the first prediction, in an empty folder: the newcomer's minute. */
export const start: Measurement = {
  name: 'start',
  description: `pgaugur start in an empty folder until the first prediction, median of ${RUNS}`,
  async run(_seed, say) {
    const seconds: number[] = [];
    for (let i = 0; i < RUNS; i++) {
      const folder = await temporaryFolder();
      const started = performance.now();
      const { DATABASE_URL: _, ...environment } = process.env;
      const child = spawn(process.execPath, [EXECUTABLE, 'start', '--once', '--directory', folder], {
        env: environment,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let text = '';
      child.stdout.on('data', (chunk) => {
        const shown = text.includes('probability of a higher close');
        text += chunk;
        if (!shown && text.includes('probability of a higher close'))
          seconds.push((performance.now() - started) / 1000);
      });
      const [code] = await once(child, 'exit');
      await rm(folder, { recursive: true });
      if (code !== 0) throw new Error(`pgaugur start ended with ${code}:\n${text}`);
      say(`start ${i + 1}: ${rounded(seconds.at(-1) ?? Number.NaN)} s`);
    }
    return { startToPredictionSeconds: rounded(quantile(seconds, 0.5)) };
  },
};
