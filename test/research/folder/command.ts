import { parseArgs } from 'node:util';
import { UserError } from '../../../src/cli/terminal/errors.ts';
import { FEWEST_RANKED } from '../../../src/learn/index.ts';
import { marketColumns, OWN_COLUMNS } from './columns.ts';
import { contextOf } from './context.ts';
import type { YearFigures } from './figures.ts';
import { readFolder, type Say } from './read_folder.ts';
import { variancePanel } from './regression.ts';
import { proceduresOf, type Report, type ToRegression, toRegressionOf } from './report.ts';
import { rowsOf } from './rows.ts';
import { tableOf } from './table.ts';
import { startThreads } from './threads.ts';
import { judgeYear } from './year.ts';
import { requireYears } from './years.ts';

export const USAGE =
  'usage: npm run -s research -- <price folder> [--index <folder>] --years 2014,2016 [--pool AAA,BBB] [--json]';

export const HELP = `${USAGE}

Runs the declared forecasts over a folder of price files, year by year, and the rules that need no model beside them:
direction (pooled trees), interval of the growth and beside it a plain regression, rank of the day. What is judged in a
year was learned from sessions whose outcome was known before it. Needs no database and no network.

  <price folder>    a file per instrument, named after it, in any format that \`pgaugur import\` knows (csv, txt, tsv, gz, zip);
                    a file that cannot be read is left out and named
  --index <folder>  price files of indices. Which are the market, and which is its volatility index, is told by how they
                    moved before the first year. Without a usable one the mean of the stocks is the market
  --years           years to judge, with at least 100 sessions before the first that features are known of
  --pool            only these instruments: learned from and judged
  --json            one object on standard output; what is being done is said on standard error

docs/reference/research.md says what each figure is, and which figures to expect.`;

const SEED = 1;

/** `npm run -s research -- <price folder> …` */
export async function researchFolder(args: readonly string[]): Promise<void> {
  if (args.includes('--help')) {
    console.log(HELP);
    return;
  }
  const request = requestOf(args);
  const { report, toRegression } = await research(request, (line) => console.error(line));
  console.log(request.json ? JSON.stringify(report) : tableOf(report, toRegression));
}

export type Request = {
  readonly folder: string;
  readonly index?: string;
  readonly years: readonly number[];
  readonly pool?: readonly string[];
  readonly json: boolean;
};

/** @throws UserError naming the option and the value */
export function requestOf(args: readonly string[]): Request {
  const { values, positionals } = parsed(args);
  if (positionals.length !== 1) {
    throw new UserError(
      `one folder of price files is expected, got ${positionals.length}: ${positionals.join(' ')}\n${USAGE}`,
    );
  }
  if (values.years === undefined) throw new UserError(`--years is missing: which years are to be judged?\n${USAGE}`);
  const pool = values.pool
    ?.flatMap((one) => one.split(','))
    .map((one) => one.trim())
    .filter((one) => one !== '');
  if (pool?.length === 0) throw new UserError('--pool names no instrument, it takes symbols such as AAA,BBB');
  return {
    folder: positionals[0],
    index: values.index,
    years: yearsOf(values.years),
    pool,
    json: values.json ?? false,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        index: { type: 'string' },
        years: { type: 'string' },
        pool: { type: 'string', multiple: true },
        json: { type: 'boolean' },
      },
    });
  } catch (error) {
    if (error instanceof TypeError) throw new UserError(`${error.message}\n${USAGE}`);
    throw error;
  }
}

function yearsOf(text: string): number[] {
  const years = text.split(',').map((one) => one.trim());
  const wrong = years.find((one) => !/^(19|20)\d\d$/.test(one));
  if (wrong !== undefined) throw new UserError(`--years takes years such as 2014,2016, got "${wrong}"`);
  return [...new Set(years.map(Number))].sort((a, b) => a - b);
}

type Options = {
  /** Mirrored markets; 200 unless told. */
  readonly worlds?: number;
};

export type Findings = { readonly report: Report; readonly toRegression: ToRegression };

/** Runs the declared procedures and the rules beside them. */
export async function research(request: Request, say: Say, { worlds }: Options = {}): Promise<Findings> {
  const started = performance.now();
  const stocks = await membersOf(request, say);
  const { years } = request;
  const indices = request.index === undefined ? [] : await readFolder(request.index, say, { needsVolume: false });
  const context = contextOf(stocks, indices, `${years[0]}-01-01`, say);
  requireYears(stocks, years);
  if (stocks.length < FEWEST_RANKED) {
    say(`no order is judged: a day needs ${FEWEST_RANKED} instruments to have one, and there are ${stocks.length}`);
  }
  const rows = rowsOf(stocks, `${years[years.length - 1]}-12-31`);
  const material = { stocks, rows, variances: variancePanel(stocks, rows), context, seed: SEED, say };
  const threads = startThreads(context);
  try {
    const names = [...OWN_COLUMNS, ...marketColumns(context.length)];
    say(`${stocks.length} instruments, ${rows.count} rows, ${names.length} features`);
    const store = await threads.features(stocks, rows, names, (count) => {
      if (count % 25 === 0) say(`features of ${count} instruments, ${seconds(started)} s`);
    });
    const found = new Map<number, ReadonlyMap<string, YearFigures>>();
    for (const year of years) {
      found.set(year, await judgeYear({ ...material, store }, threads, year, worlds));
    }
    const report = {
      instruments: stocks.length,
      years: [...years],
      procedures: proceduresOf(found),
      seconds: seconds(started),
      peakMb: Math.round(process.resourceUsage().maxRSS / 1024),
    };
    return { report, toRegression: toRegressionOf(found) };
  } finally {
    await threads.close();
  }
}

const seconds = (started: number) => Math.round((performance.now() - started) / 100) / 10;

async function membersOf({ folder, pool }: Request, say: Say) {
  const all = await readFolder(folder, say);
  if (all.length === 0) {
    throw new UserError(`${folder}: no file in it holds daily prices; files of folders in it are not looked at`);
  }
  if (pool === undefined) return all;
  const unknown = pool.find((symbol) => !all.some((one) => one.symbol === symbol));
  if (unknown !== undefined) throw new UserError(`--pool names ${unknown}, and ${folder} has no prices of it`);
  return all.filter(({ symbol }) => pool.includes(symbol));
}
