import assert from 'node:assert/strict';
import { test } from 'node:test';
import pg from 'pg';
import { contradictionOf } from '../../src/bar_rules.ts';
import { BarsCsvError, parsePriceCsv, readBarsCsv } from '../../src/csv/index.ts';
import { importPrices } from '../../src/db/price_import.ts';
import { engineerFeatures } from '../../src/features/index.ts';
import { createRandom } from '../../src/random.ts';
import { addInstrument } from '../support/market.ts';
import { describeInTransaction, tried } from '../support/rolled_back.ts';
import { column } from '../support/rows.ts';

/** A bar as a source writes it: open, high, low, close, volume. */
type Cells = readonly [string, string, string, string, string];

const PRICES = ['0', '-1', '1e-9', '9.99e-10', '5e-324', '1e12', '1.001e12', '1e300', 'NaN', 'Infinity', '-Infinity'];
const VOLUMES = ['0', '-1', '0.5', '3975.70407212', '9007199254740993', '1e19', '1.001e19', 'NaN', 'Infinity', '1e300'];

/** Plausible bars, most of them with one value or two at the edge of what may be, or that contradicts the others. */
function generated(count: number): Cells[] {
  const random = createRandom(17);
  const pick = (values: readonly string[]) => values[random.below(values.length)];
  return Array.from({ length: count }, (_, i) => {
    const scale = 10 ** (random.below(21) - 8);
    const [low, high] = [scale * (1 + random.next()), scale * (2.5 + random.next())];
    const inside = () => low + (high - low) * random.next();
    const cells: [string, string, string, string, string] = [
      ...([inside(), high, low, inside()].map((value) => value.toPrecision(12)) as [string, string, string, string]),
      String(random.below(1e9)),
    ];
    if (i % 5 === 1) cells[4] = pick(VOLUMES);
    if (i % 5 > 1) cells[random.below(4)] = pick(PRICES);
    if (i % 5 === 3) cells[random.below(4)] = inside().toPrecision(12);
    if (i % 5 === 4) cells.fill(pick(PRICES), 0, 4);
    return cells;
  });
}

/**
 * A file of which no row is refused by `features` as a whole: some sessions are there twice, a price of some is 0 or
 * contradicts the others, and volumes are whole, fractions, 0 or beyond 2^53.
 */
function fileWithHoles(seed: number): string {
  const random = createRandom(seed);
  const lines = Array.from({ length: 40 }, (_, i) => {
    const low = 10 * (1 + random.next());
    const prices = [low * 1.1, low * 1.2, low, low * 1.15];
    if (random.below(6) === 0) prices[random.below(3)] = 0;
    if (random.below(6) === 0) prices[random.below(4)] = low * (random.below(2) === 0 ? 0.5 : 2);
    const volume = ['0', '1000', '3975.70407212', '9007199254740993', '1e19'][random.below(5)];
    // Every fifth session is that of the row before.
    return `${dateOf(i - Math.floor(i / 5))},${prices.map((price) => price.toFixed(4)).join(',')},${volume}`;
  });
  return ['date,open,high,low,close,volume', ...lines].join('\n');
}

const dateOf = (i: number): string => new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10);
const fileOf = (bars: readonly Cells[]): string =>
  ['date,open,high,low,close,volume', ...bars.map((cells, i) => `${dateOf(i)},${cells.join(',')}`)].join('\n');

/** The rule that the table refuses the bar by. */
async function refusedBy(db: pg.Client, stock: number, cells: Cells, i: number): Promise<string | undefined> {
  try {
    await tried(db, () =>
      db.query(
        `insert into stock_prices (stock_id, trading_date_local, open_price, high_price, low_price, close_price, volume)
         values ($1, $2, $3, $4, $5, $6, $7)`,
        [stock, dateOf(i), ...cells],
      ),
    );
    return undefined;
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.constraint) return error.constraint;
    throw error;
  }
}

/** What the commands `features` and `backtest` compute on. */
async function isReadFromFile(cells: Cells): Promise<boolean> {
  try {
    return (await readBarsCsv(fileOf([cells]), { contradictions: 'left out' })).bars.dates.length === 1;
  } catch (error) {
    if (error instanceof BarsCsvError) return false;
    throw error;
  }
}

function isComputable(cells: Cells): boolean {
  const [open, high, low, close, volume] = cells.map((cell) => Float64Array.of(Number(cell)));
  try {
    engineerFeatures({ dates: ['2024-01-02'], open, high, low, close, volume });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

describeInTransaction('what a price may be', (db) => {
  test('is the same of a whole file after an import as in features, but for contradictions, which both count', async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const text = fileWithHoles(seed);
      const id = await addInstrument(db, `FILE${seed}`);
      const { rows, rejected } = await parsePriceCsv(text);
      const { violations } = await importPrices(db, { id, table: 'stock_prices' }, rows, 'test');
      const stored = await db.query<{ bar: string }>(
        `select concat_ws(' ', trading_date_local, open_price::float8, high_price::float8, low_price::float8,
                          close_price::float8, volume::float8) as bar
         from stock_prices where stock_id = $1 order by trading_date_local`,
        [id],
      );
      const barsOf = ({ bars }: Awaited<ReturnType<typeof readBarsCsv>>) =>
        bars.dates.map((date, i) =>
          [date, ...[bars.open, bars.high, bars.low, bars.close, bars.volume].map((of) => of[i])].join(' '),
        );
      const left = await readBarsCsv(text, { contradictions: 'left out' });
      const read = (bar: string) =>
        bar
          .split(' ')
          .map((cell, i) => (i === 0 ? cell : Number(cell)))
          .join(' ');
      assert.deepEqual(
        stored.rows.map(({ bar }) => read(bar)),
        barsOf(left),
        text,
      );
      const kept = await readBarsCsv(text);
      const rules = Map.groupBy(violations, ({ row }) => row.line);
      const contradicting = [...rules].filter(([, of]) => of.every(({ rule }) => rule === 'ohlc_consistency'));
      assert.deepEqual(
        kept.warnings.map(({ line }) => line),
        contradicting.map(([line]) => line),
        text,
      );
      assert.equal(kept.bars.dates.length, left.bars.dates.length + kept.warnings.length);
      const leftOut = new Set([...rejected.map(({ line }) => line), ...rules.keys()]);
      assert.deepEqual(new Set(left.leftOut.map(({ line }) => line)), leftOut, text);
    }
  });

  for (const type of ['numeric', 'double precision']) {
    test(`is one rule for SQL, imports, price files and features, where columns are ${type}`, async () => {
      await db.query('drop view price_bars, ml_feature_data, price_digests cascade');
      await db.query(`alter table stock_prices
        alter column open_price type ${type}, alter column high_price type ${type},
        alter column low_price type ${type}, alter column close_price type ${type}`);
      const [stock, other] = [await addInstrument(db, 'ALFA'), await addInstrument(db, 'BETA')];
      const bars = generated(200);
      const { rows } = await parsePriceCsv(fileOf(bars));
      await importPrices(db, { id: other, table: 'stock_prices' }, rows, 'test');
      const imported = new Set(
        await column(db, 'select trading_date_local from stock_prices where stock_id = $1', [other]),
      );
      const seen = new Set<string>();
      for (const [i, cells] of bars.entries()) {
        const rule = await refusedBy(db, stock, cells, i);
        const [open, high, low, close] = cells.map(Number);
        const isConsistent = contradictionOf(open, high, low, close) === undefined;
        const said = `${cells.join(' ')}: ${rule}`;
        assert.equal(imported.has(dateOf(i)), rule === undefined, `import: ${said}`);
        assert.equal(await isReadFromFile(cells), rule === undefined, `file: ${said}`);
        assert.equal(isComputable(cells) && isConsistent, rule === undefined, `features: ${said}`);
        if (rule !== undefined && rule !== 'ohlc_consistency') assert.ok(!isComputable(cells), said);
        seen.add(rule ?? 'accepted');
      }
      assert.deepEqual([...seen].sort(), [
        'accepted',
        'non_negative_volume',
        'ohlc_consistency',
        'positive_prices',
        'prices_are_numbers',
        'prices_within_bounds',
        'volume_within_bounds',
      ]);
    });
  }
});
