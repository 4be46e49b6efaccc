import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type Bars, sliceBars } from '../../src/bars.ts';
import { UserError } from '../../src/cli/terminal/errors.ts';
import { marketMoves } from '../../src/features/index.ts';
import { judgePooledIntervals } from '../../src/learn/index.ts';
import { pickBars } from '../features/support.ts';
import { marketColumns, OWN_COLUMNS } from '../research/folder/columns.ts';
import { requestOf, research } from '../research/folder/command.ts';
import { contextOf } from '../research/folder/context.ts';
import { expectedAucs } from '../research/folder/expected.ts';
import { forecastYear, type Material } from '../research/folder/forecasts.ts';
import { generatedMarket, writePrices } from '../research/folder/market.ts';
import { readFolder, type Series } from '../research/folder/read_folder.ts';
import { variancePanel } from '../research/folder/regression.ts';
import { type Report, reportSchema, type ToRegression } from '../research/folder/report.ts';
import { rowsOf } from '../research/folder/rows.ts';
import { tableOf } from '../research/folder/table.ts';
import { startThreads, type Threads } from '../research/folder/threads.ts';
import { ownFolder } from '../support/own_folder.ts';

const SESSIONS = 780;
const YEAR = 2017;
const market = generatedMarket(9, SESSIONS);
const silent = () => {};

const isUserError = (pattern: RegExp) => (error: unknown) => error instanceof UserError && pattern.test(error.message);

describe('a folder of prices that nobody here knows', () => {
  const root = ownFolder();
  const [folder, index] = [join(root, 'prices'), join(root, 'indices')];
  const said: string[] = [];
  let report: Report;
  let toRegression: ToRegression;

  before(async () => {
    mkdirSync(folder);
    mkdirSync(index);
    const [first, second, third, ...others] = market.stocks;
    writePrices(folder, 'BRK.B.csv', first.bars);
    writePrices(folder, 'begins_late.csv', sliceBars(second.bars, 300, SESSIONS));
    writePrices(folder, 'ends_early.txt', sliceBars(third.bars, 0, 640));
    others.forEach(({ symbol, bars }, i) => {
      const isThere = (t: number) => i > 0 || t < 400 || t >= 440;
      writePrices(folder, `${symbol}.csv`, pickBars(bars, [...bars.dates.keys()].filter(isThere)));
    });
    writePrices(folder, 'BRK.B.tsv', first.bars);
    writePrices(folder, 'new.csv', sliceBars(first.bars, SESSIONS - 20, SESSIONS));
    writeFileSync(join(folder, 'broken.csv'), 'date,open,high,low,close,volume\n2015-01-01,1,2,1,much,3\n');
    writeFileSync(join(folder, 'README.md'), 'No prices.\n');
    for (const { symbol, bars } of market.indices) writePrices(index, `${symbol}.csv`, bars);
    const request = requestOf([folder, '--index', index, '--years', String(YEAR), '--json']);
    ({ report, toRegression } = await research(request, (line) => said.push(line), { worlds: 3 }));
  });

  test('gives one object, with one declared procedure of each kind and the rules beside it', () => {
    const { procedures, ...rest } = reportSchema.parse(JSON.parse(JSON.stringify(report)));
    assert.equal(rest.instruments, 9);
    assert.deepEqual(rest.years, [YEAR]);
    assert.ok(rest.seconds > 0 && rest.peakMb > 50);
    const declared = procedures.filter((one) => one.declared).map(({ kind }) => kind);
    assert.deepEqual(declared.sort(), ['direction', 'interval', 'rank']);
    const rules = procedures.filter((one) => !one.declared).map(({ kind, name }) => `${kind}: ${name}`);
    for (const rule of [
      'direction: always the majority',
      'direction: seven-session reversal',
      'direction: momentum of 20 sessions',
      'direction: the sign of the last session',
      'interval: EWMA normal',
      'interval: quantiles of the past',
      'interval: plain regression of log volatility',
      'rank: seven-session reversal',
    ]) {
      assert.ok(rules.includes(rule), rule);
    }
    for (const { byYear } of procedures)
      assert.deepEqual(
        byYear.map(({ year }) => year),
        [YEAR],
      );
  });

  test('says of each kind what applies to it, and null of what does not', () => {
    for (const { name, kind, ...one } of report.procedures) {
      const label = `${kind}: ${name}`;
      const known = (key: 'auc' | 'aucCorrected' | 'rankIc' | 'pinballRatio' | 'pinballRatioUnconditional') =>
        one[key] !== null;
      assert.equal(known('auc'), kind === 'direction', label);
      assert.equal(known('aucCorrected'), kind === 'direction', label);
      assert.equal(known('pinballRatio'), kind === 'interval', label);
      assert.equal(known('pinballRatioUnconditional'), kind === 'interval', label);
      assert.equal(one.coverage !== null, kind === 'interval', label);
      if (kind === 'rank') assert.ok(known('rankIc'), label);
      for (const figure of [one.auc, one.logLossSkill, one.rankIc, one.pinballRatio]) {
        if (figure?.lower != null && figure.upper != null)
          assert.ok(figure.lower <= figure.value && figure.value <= figure.upper, label);
      }
    }
  });

  test('measures intervals as the product does, and the normal as 1 of itself', () => {
    const figures = (name: string) => report.procedures.find((one) => one.kind === 'interval' && one.name === name);
    assert.deepEqual(figures('EWMA normal')?.pinballRatio, { value: 1, lower: 1, upper: 1 });
    const ours = report.procedures.find((one) => one.kind === 'interval' && one.declared);
    const [first, second, third, gap, ...others] = market.stocks.map(({ bars }) => bars);
    const asWritten = [
      first,
      sliceBars(second, 300, SESSIONS),
      sliceBars(third, 0, 640),
      pickBars(
        gap,
        [...gap.dates.keys()].filter((t) => t < 400 || t >= 440),
      ),
      ...others,
    ];
    const expected = judgePooledIntervals(asWritten.map(ofTheYear), { coverage: 0.8, seed: 1 });
    near(ours?.pinballRatio?.value, expected.toEwmaNormal.value);
    near(ours?.pinballRatioUnconditional?.value, expected.toUnconditional.value);
    near(ours?.coverage, expected.coverage.value);
    // Both have said something of every row, so the ratio of the two is that of their ratios to a third.
    const peer = figures('plain regression of log volatility');
    for (const key of ['pinballRatio', 'pinballRatioUnconditional'] as const) {
      near(toRegression.all?.value, (ours?.[key]?.value ?? Number.NaN) / (peer?.[key]?.value ?? Number.NaN));
    }
    assert.deepEqual(toRegression.byYear, [{ year: YEAR, ratio: toRegression.all }]);
  });

  test('is the same to the last digit whatever the files are called', async () => {
    const [renamed, otherIndex] = [join(root, 'renamed'), join(root, 'other_index')];
    for (const [from, to] of [
      [folder, renamed],
      [index, otherIndex],
    ]) {
      mkdirSync(to);
      const symbols = [...new Set(readdirSync(from).map((name) => name.replace(/\.\w+$/, '')))].sort();
      for (const name of readdirSync(from)) {
        // The last comes first, and none keeps its name; what is of one symbol stays so.
        const symbol = `Z${99 - symbols.indexOf(name.replace(/\.\w+$/, ''))}`;
        copyFileSync(join(from, name), join(to, `${symbol}.${name.endsWith('.tsv') ? 'tsv' : 'txt'}`));
      }
    }
    const request = requestOf([renamed, '--index', otherIndex, '--years', String(YEAR), '--json']);
    const { report: other } = await research(request, silent, { worlds: 3 });
    const figures = ({ seconds: _, peakMb: __, ...all }: Report) => all;
    assert.deepEqual(figures(other), figures(report));
  });

  test('of two files of a symbol takes the longer one, whichever name comes first', async () => {
    const both = join(root, 'both');
    mkdirSync(both);
    const [{ bars }] = market.stocks;
    writePrices(both, 'TWICE.csv', sliceBars(bars, 0, 100));
    writePrices(both, 'TWICE.txt', bars);
    const heard: string[] = [];
    const found = await readFolder(both, (line) => heard.push(line));
    assert.deepEqual(
      found.map((one) => one.bars.dates.length),
      [SESSIONS],
    );
    assert.deepEqual(heard, ['TWICE.csv is left out: TWICE.txt has the symbol TWICE too']);
  });

  test('names the files that are left out, and why, and the indices by how they move', () => {
    const all = said.join('\n');
    assert.match(all, /BRK\.B\.tsv is left out: BRK\.B\.csv has the symbol BRK\.B too/);
    assert.match(all, /new\.csv is left out: it has 20 sessions/);
    assert.match(all, /broken\.csv is left out: .*much/);
    assert.match(all, /the market is MARKET, its volatility index FEAR/);
    assert.match(all, /index ELSEWHERE is not used/);
    assert.doesNotMatch(all, /README/);
  });

  test('says which index ends before the stocks do', () => {
    const [first, ...others] = market.indices;
    const heard: string[] = [];
    const cut = { ...first, bars: sliceBars(first.bars, 0, SESSIONS - 30) };
    contextOf(market.stocks, [cut, ...others], `${YEAR}-01-01`, (line) => heard.push(line));
    assert.ok(
      heard.includes(`index MARKET ends on ${cut.bars.dates[SESSIONS - 31]}: the 30 sessions after that do not see it`),
    );
  });

  test('is told in a table, too', () => {
    const table = tableOf(report, toRegression);
    assert.match(table, /9 instruments, 2017/);
    assert.match(table, /\* rank: /);
    assert.match(table, /interval: EWMA normal +.*1\.000/);
    assert.match(
      table,
      /interval, pinball loss of \* over that of the plain regression of log volatility: \d\.\d{3} \(.* to .*\); 2017 \d/,
    );
  });

  test('is refused with a sentence where there is nothing to run on', async () => {
    const run = (...args: string[]) => research(requestOf(args), silent);
    assert.throws(() => requestOf([folder]), isUserError(/--years is missing/));
    assert.throws(() => requestOf([folder, '--years', '2017,often']), isUserError(/got "often"/));
    assert.throws(
      () => requestOf([folder, folder, '--years', '2017']),
      isUserError(/one folder of price files is expected, got 2/),
    );
    assert.throws(() => requestOf([folder, '--years', '2017', '--pol', 'A']), isUserError(/--pol/));
    assert.throws(
      () => requestOf([folder, '--years', '2017', '--pool', ' ,']),
      isUserError(/--pool names no instrument/),
    );
    await assert.rejects(run(join(root, 'none'), '--years', '2017'), isUserError(/there is no such folder/));
    await assert.rejects(run(join(folder, 'BRK.B.csv'), '--years', '2017'), isUserError(/is a file, not a folder/));
    await assert.rejects(
      run(root, '--years', '2017'),
      isUserError(/no file in it holds daily prices; files of folders in it are not looked at/),
    );
    await assert.rejects(
      run(folder, '--years', '2015'),
      isUserError(/--years 2015 cannot be judged: before it are 0 sessions.*: 2016, 2017/),
    );
    await assert.rejects(
      run(folder, '--years', '2031'),
      isUserError(/--years 2031 cannot be judged: no session in it/),
    );
    await assert.rejects(run(folder, '--years', '2017', '--pool', 'BRK.B,XYZ'), isUserError(/--pool names XYZ/));
    await assert.rejects(
      run(folder, '--years', '2017', '--index', join(root, 'none')),
      isUserError(/there is no such folder/),
    );
  });
});

function near(found: number | null | undefined, expected: number): void {
  assert.ok(found != null && Math.abs(found - expected) < 1e-12, `${found}, expected ${expected}`);
}

/** Sessions of the year that count as rows. */
function ofTheYear(bars: Bars) {
  const rows = rowsOf([{ symbol: 'X', bars }], `${YEAR}-12-31`);
  const dates = Array.from(rows.session, (t) => bars.dates[t]).filter((date) => date >= `${YEAR}-01-01`);
  return { bars, market: marketMoves(bars.dates, context), dates };
}

const context = contextOf(market.stocks, market.indices, `${YEAR}-01-01`, silent);

async function materialOf(stocks: readonly Series[], threads: Threads): Promise<Material> {
  const rows = rowsOf(stocks, `${YEAR}-12-31`);
  const store = await threads.features(stocks, rows, [...OWN_COLUMNS, ...marketColumns(context.length)], silent);
  return { stocks, rows, store, variances: variancePanel(stocks, rows), context, seed: 1, say: silent };
}

describe('what is forecast for a year', () => {
  /** So early that the labels of the last sessions before the year would tell of it, were they learned from. */
  const CHANGED_FROM = `${YEAR}-01-05`;
  const threads = startThreads(context);
  after(() => threads.close());
  let material: Material;
  before(async () => {
    material = await materialOf(market.stocks, threads);
  });

  test('does not change with any price that came later', async () => {
    const later = await materialOf(
      market.stocks.map(({ symbol, bars }, i) => {
        const from = bars.dates.findIndex((date) => date >= CHANGED_FROM);
        const changed = (prices: Float64Array) =>
          prices.map((price, t) => (t < from ? price : price * (1.1 + 0.2 * Math.sin(t * (i + 1)))));
        return {
          symbol,
          bars: {
            ...bars,
            open: changed(bars.open),
            high: changed(bars.high),
            low: changed(bars.low),
            close: changed(bars.close),
          },
        };
      }),
      threads,
    );
    const [one, other] = [forecastYear(material, YEAR), forecastYear(later, YEAR)];
    const { rows } = material;
    const before = one.judged.filter((row) => rows.calendar[rows.day[row]] < CHANGED_FROM).length;
    assert.ok(before >= 20);
    const said = (all: typeof one) => [
      ...[...all.direction].map(([name, { scores }]) => [name, scores] as const),
      ...all.ranks,
    ];
    const others = new Map(said(other));
    let differLater = 0;
    for (const [name, scores] of said(one)) {
      assert.deepEqual(scores.slice(0, before), others.get(name)?.slice(0, before), name);
      if (scores.some((score, i) => score !== others.get(name)?.[i])) differLater++;
    }
    assert.ok(differLater > 5, 'the change is seen afterwards');
  });

  test('reaches on mirrored histories what some of the stocks in turn reach on as many', async () => {
    const { rows } = material;
    const { byStock, days } = forecastYear(material, YEAR);
    const found = (stocksPerWorld: number) =>
      expectedAucs({
        ...{ threads, byStock, rows, days, context, members: [], mixtures: {}, seed: 7 },
        ...{ worlds: 100, stocksPerWorld },
      });
    const [all, some] = [await found(9), await found(3)];
    for (const [name, { mean, error }] of all) {
      const other = some.get(name);
      assert.ok(
        other && Math.abs(other.mean - mean) <= 3 * Math.hypot(error, other.error),
        `${name}: ${mean} ± ${error}`,
      );
    }
    const reversal = all.get('seven-session reversal');
    assert.ok(reversal && reversal.mean - 2 * reversal.error > 0.5, 'low now looks like higher in a week on any walk');
  });
});
