import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Measurement, rounded } from '../support/measure.ts';
import { SHARED } from '../support/shared.ts';
import { dowRows, missingPrices } from './dow_rows.ts';
import { research } from './folder/command.ts';
import { lastRange } from './last_range.ts';
import { HEADLINE, ownNetworks, ownTrees, pooledForecasters, reversal } from './lineup.ts';
import { measurements } from './measurements.ts';
import { DESIGN_YEARS, TEST_YEARS, yearly } from './years.ts';

const pathOf = (folder: string) => fileURLToPath(new URL(folder, SHARED));

const WRITTEN_TO = new URL('../../docs/reference/measurements.md', import.meta.url);

/**
 * What models are worth on 31 real histories, by the pipeline's own functions: year by year, and on one last range with
 * everything the gate looks at. Nothing is chosen by looking at a range that is judged on.
 */
export const models: Measurement = {
  name: 'models',
  description:
    'test metrics over the 31 Dow histories beside the checkout, own and pooled models, by year; writes docs/reference/measurements.md',
  async run(seed, say) {
    if (missingPrices) {
      say(missingPrices);
      return {};
    }
    const started = performance.now();
    const instruments = dowRows();
    const trees = ownTrees();
    const pooled = await pooledForecasters();
    const byYear = [reversal(), trees, ...pooled];
    const design = yearly(instruments, byYear, DESIGN_YEARS, seed, say);
    const tested = yearly(instruments, byYear, TEST_YEARS, seed, say);
    const last = lastRange(instruments, [trees, ...(await ownNetworks()), ...pooled], seed, say);
    const { report: declared } = await research(
      { folder: pathOf('data/dow30'), index: pathOf('data/index'), years: TEST_YEARS, json: false },
      say,
    );
    await writeFile(WRITTEN_TO, measurements({ design, tested, last, declared }));
    const figures = tested.map(({ name, mean, seconds }) => [
      camelCase(name),
      {
        meanTestAuc: rounded(mean.value, 4),
        lower: rounded(mean.lower, 4),
        upper: rounded(mean.upper, 4),
        seconds: rounded(seconds, 0),
      },
    ]);
    const ours = last.measured.find(({ name }) => name === HEADLINE);
    return {
      ...Object.fromEntries(figures),
      modelsMinutes: rounded((performance.now() - started) / 60_000, 1),
      ...(ours ? { lastRangePassed: ours.results.filter(({ passed }) => passed).length } : {}),
    };
  },
};

const camelCase = (name: string) => name.replaceAll(/[^a-z]+(\w)/g, (_, letter: string) => letter.toUpperCase());
