import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Measurement, rounded } from '../support/measure.ts';
import { SHARED } from '../support/shared.ts';
import { dowRows, missingPrices } from './dow_rows.ts';
import { type Request, research } from './folder/command.ts';
import { reportSchema } from './folder/report.ts';
import { startThreads } from './folder/threads.ts';
import { lastRange, lastWindow } from './last_range.ts';
import { HEADLINE, NETWORKS_ALONE, POOLED_FORECASTERS, TREES_ALONE } from './lineup.ts';
import { measurements } from './measurements.ts';
import { partsIn } from './parts.ts';
import type { Window } from './window.ts';
import { type JudgedWindow, judgeWindow, learnedName, startLearning } from './windows.ts';
import { DESIGN_YEARS, TEST_YEARS, type YearlyResult, yearly, yearWindow } from './years.ts';

const pathOf = (folder: string) => fileURLToPath(new URL(folder, SHARED));

const DECLARED: Request = {
  folder: pathOf('data/dow30'),
  index: pathOf('data/index'),
  years: TEST_YEARS,
  json: false,
};

const namesOf = (forecasters: readonly { readonly name: string }[]) => forecasters.map(({ name }) => name);
const BY_YEAR = namesOf([TREES_ALONE, ...POOLED_FORECASTERS]);
const IN_RANGE = namesOf([TREES_ALONE, ...NETWORKS_ALONE, ...POOLED_FORECASTERS]);
const isOfTrees = (name: string) => name.startsWith('trees');

const WRITTEN_TO = new URL('../../docs/reference/measurements.md', import.meta.url);

/**
 * What models are worth on 31 real histories, by the pipeline's own functions: year by year, and on one last range with
 * everything the gate looks at. Nothing is chosen by looking at a range that is judged on.
 */
export const models: Measurement = {
  name: 'models',
  description:
    'test metrics over the 31 Dow histories beside the checkout, own and pooled models, by year; writes docs/reference/measurements.md',
  flags: { parts: '', train: 'yes' },
  async run(seed, say, { parts, train }) {
    if (missingPrices) {
      say(missingPrices);
      return {};
    }
    const started = performance.now();
    const { part, has } = partsIn(parts);
    const { instruments, context } = await dowRows(say);
    const learner = startLearning(instruments, seed, part, say);
    const threads = startThreads(context);
    try {
      const ofYears = [...DESIGN_YEARS, ...TEST_YEARS].map(yearWindow);
      const ofRange = lastWindow(instruments);
      const isThere = (windows: readonly Window[]) => (name: string) =>
        train !== 'no' || windows.every((window) => has(learnedName(name, window)));
      const [byYear, inRange] = [BY_YEAR.filter(isThere(ofYears)), IN_RANGE.filter(isThere([ofRange]))];
      const learnAll = (names: readonly string[], windows: readonly Window[]) =>
        Promise.all(windows.flatMap((window) => names.map((name) => learner.learn(name, window))));
      // Trees first, for they are soon done.
      await learnAll(byYear.filter(isOfTrees), [ofRange, ...ofYears]);
      const declared = await part('declared', reportSchema, async () => (await research(DECLARED, say)).report);
      await Promise.all([learnAll(inRange, [ofRange]), learnAll(byYear, ofYears)]);
      const material = { instruments, context, learner, threads, seed, part, say };
      const years: JudgedWindow[] = [];
      for (const window of ofYears) years.push(await judgeWindow(material, window, byYear));
      const design = yearly(years.slice(0, DESIGN_YEARS.length), seed);
      const tested = yearly(years.slice(DESIGN_YEARS.length), seed);
      const last = lastRange(await judgeWindow(material, ofRange, inRange), seed);
      await writeFile(WRITTEN_TO, measurements({ design, tested, last, declared }));
      const ours = last.measured.find(({ name }) => name === HEADLINE);
      return {
        ...Object.fromEntries(tested.map(figuresOf)),
        modelsMinutes: rounded((performance.now() - started) / 60_000, 1),
        ...(ours ? { lastRangePassed: ours.results.filter(({ passed }) => passed).length } : {}),
      };
    } finally {
      await Promise.all([learner.close(), threads.close()]);
    }
  },
};

const figuresOf = ({ name, raw, corrected, seconds }: YearlyResult) => [
  camelCase(name),
  {
    meanTestAuc: rounded(raw.value, 4),
    lower: rounded(raw.lower, 4),
    upper: rounded(raw.upper, 4),
    corrected: rounded(corrected.value, 4),
    seconds: rounded(seconds, 0),
  },
];

const camelCase = (name: string) => name.replaceAll(/[^a-z]+(\w)/g, (_, letter: string) => letter.toUpperCase());
