import pg from 'pg';
import { z } from 'zod';
import { firstRow, type Queryable, rows } from './pool.ts';
import { prepared } from './prepared.ts';

export const INSTRUMENT_TYPES = ['stock', 'index', 'etf', 'bond', 'future', 'option'] as const;
export type InstrumentType = (typeof INSTRUMENT_TYPES)[number];

const instrument = z.object({
  id: z.number().int(),
  symbol: z.string(),
  name: z.string().nullable(),
  /** Null in an adopted table, of rows that were there before it had the column. */
  type: z.string().nullable(),
  currency: z.string().nullable(),
  /** MIC code. */
  exchange: z.string().nullable(),
  /** Where its prices are; before the first one, where its type says they belong. */
  table: z.enum(['stock_prices', 'index_prices']),
});
export type Instrument = z.infer<typeof instrument>;

export type NewInstrument = {
  readonly symbol: string;
  /** A stock when absent. */
  readonly type?: InstrumentType;
  readonly name?: string;
  readonly currency?: string;
  /** MIC code, or a name the exchange is known by; it is created when it does not exist. */
  readonly exchange?: string;
};

const SELECT_INSTRUMENT = `
  select i.id, i.symbol, i.name, lower(i.instrument_type::text) as type, i.currency::text, e.mic_code as exchange,
         case when exists (select from stock_prices where stock_id = i.id) then 'stock_prices'
              when exists (select from index_prices where index_id = i.id) then 'index_prices'
              when lower(i.instrument_type::text) = 'index' then 'index_prices'
              else 'stock_prices' end as "table"
  from base_instruments i
  left join exchanges e on e.id = i.exchange_id`;

/** Instruments with this symbol, at one exchange or at any; or the one that is named as SYMBOL@MIC. */
export function findInstruments(db: Queryable, symbol: string, exchange?: string): Promise<Instrument[]> {
  return rows(
    db,
    `${SELECT_INSTRUMENT}
     where case when $2::text is null then i.id = any (instruments_named($1))
                else i.symbol = $1 and e.mic_code = exchange_code($2) end
     order by e.mic_code`,
    [symbol, exchange ?? null],
    instrument,
  );
}

export async function createInstrument(db: Queryable, wanted: NewInstrument): Promise<Instrument> {
  const exchange = wanted.exchange === undefined ? null : await exchangeCode(db, wanted.exchange);
  await db.query(
    `insert into exchanges (name, mic_code)
     select coalesce((select name from known_exchanges where mic_code = $1), $1::text), $1
     where $1 is not null and not exists (select from exchanges where mic_code = $1)
     -- Somebody else may be creating it at this moment.
     on conflict do nothing`,
    [exchange],
  );
  return readInstrument(db, await insertInstrument(db, wanted, exchange));
}

/** With what is said of an instrument where nothing is known yet; what is known stays. */
export async function completeInstrument(
  db: Queryable,
  known: Instrument,
  { type, name, currency }: Pick<NewInstrument, 'type' | 'name' | 'currency'>,
): Promise<Instrument> {
  const said = [
    [known.type, type],
    [known.name, name],
    [known.currency, currency],
  ] as const;
  if (said.every(([before, now]) => before !== null || now === undefined)) return known;
  await db.query(
    `update base_instruments
     set instrument_type = coalesce(instrument_type, $2), name = coalesce(name, $3), currency = coalesce(currency, $4)
     where id = $1`,
    [known.id, type ?? null, name ?? null, currency ?? null],
  );
  return readInstrument(db, known.id);
}

async function readInstrument(db: Queryable, id: number): Promise<Instrument> {
  const found = await firstRow(db, `${SELECT_INSTRUMENT} where i.id = $1`, [id], instrument);
  if (!found) throw new Error(`instrument ${id} cannot be read right after it was written`);
  return found;
}

/** An adopted table has rules of its owner's, and pgaugur fills five columns. */
export class InstrumentRefused extends Error {
  override name = 'InstrumentRefused';
}

async function insertInstrument(db: Queryable, wanted: NewInstrument, exchange: string | null): Promise<number> {
  const made = await firstRow(
    db,
    `insert into base_instruments (symbol, name, instrument_type, exchange_id, currency)
     values ($1, $2, $3, (select id from exchanges where mic_code = $4), $5)
     returning id`,
    [wanted.symbol, wanted.name ?? null, wanted.type ?? 'stock', exchange, wanted.currency ?? null],
    z.object({ id: z.number().int() }),
  ).catch((error: unknown) => {
    throw explainRefusal(error, wanted.symbol);
  });
  if (!made) throw new Error(`instrument ${wanted.symbol} was not made: a trigger of base_instruments left it out`);
  return made.id;
}

/** not_null_violation, check_violation */
const REFUSALS: ReadonlySet<unknown> = new Set(['23502', '23514']);

function explainRefusal(error: unknown, symbol: string): unknown {
  if (!(error instanceof pg.DatabaseError && error.table === 'base_instruments' && REFUSALS.has(error.code)))
    return error;
  const { column, constraint } = error;
  const rule = column ? `column ${column} takes no null and has no default` : `its rule ${constraint} refuses the row`;
  return new InstrumentRefused(
    `the instrument "${symbol}" cannot be made in base_instruments, which is not ours alone: ${rule}. Insert it yourself ` +
      `(insert into base_instruments (symbol, instrument_type${column ? `, ${column}` : ''}, …) values ('${symbol.replaceAll("'", "''")}', …)), then it is found`,
    { cause: error },
  );
}

/** Symbols that differ from this one in upper and lower case at most. */
export async function symbolsInAnyCase(db: Queryable, symbol: string): Promise<string[]> {
  const found = await rows(
    db,
    'select distinct symbol from base_instruments where lower(symbol) = lower($1) order by symbol',
    [symbol],
    z.object({ symbol: z.string() }),
  );
  return found.map((row) => row.symbol);
}

/** The code by which an exchange is stored, or would be: that of a name it is known by. */
export async function exchangeCode(db: Queryable, exchange: string): Promise<string> {
  const found = await firstRow(db, 'select exchange_code($1) as code', [exchange], z.object({ code: z.string() }));
  return found?.code ?? exchange;
}

/** Up to five symbols of instruments that somebody may have meant, closest first. */
export async function similarSymbols(db: Queryable, symbol: string): Promise<string[]> {
  const found = await firstRow(
    db,
    "select coalesce(similar_symbols($1), '{}') as symbols",
    [symbol],
    z.object({ symbols: z.array(z.string()) }),
  );
  return found?.symbols ?? [];
}

const answer = z.object({ yes: z.boolean() });

export async function exchangeExists(db: Queryable, code: string): Promise<boolean> {
  const found = await firstRow(db, 'select exists (select from exchanges where mic_code = $1) as yes', [code], answer);
  return found?.yes ?? false;
}

/** Whether there is one with this symbol, or of this name as SYMBOL@MIC. */
export async function instrumentExists(db: Queryable, symbol: string): Promise<boolean> {
  const found = await firstRow(db, 'select instruments_named($1) is not null as yes', [symbol], answer);
  return found?.yes ?? false;
}

/** Whether any instrument has a price. */
export async function hasPrices(db: Queryable): Promise<boolean> {
  const found = await firstRow(db, 'select exists (select from price_bars) as yes', [], answer);
  return found?.yes ?? false;
}

/** Days without a session at the instrument's exchange, as ISO dates. */
export async function readHolidays(db: Queryable, instrumentId: number): Promise<string[]> {
  const found = await rows(
    db,
    prepared(`select h.holiday_date as date
     from exchange_holidays h join base_instruments i on i.exchange_id = h.exchange_id
     where i.id = $1`),
    [instrumentId],
    z.object({ date: z.iso.date() }),
  );
  return found.map((row) => row.date);
}

/** What the instruments are called that nothing runs for until they are resumed; of one name only, where it is given. */
export async function pausedSymbols(db: Queryable, symbol?: string): Promise<string[]> {
  const found = await rows(
    db,
    `select n.name as symbol
     from instrument_names() n
     cross join ml_pipeline_defaults d
     left join ml_pipeline_policies o on o.instrument_id = n.instrument_id
     where coalesce(o.is_paused, d.is_paused)
       and ($1::text is null or n.instrument_id = any (instruments_named($1)))
     order by n.name`,
    [symbol ?? null],
    z.object({ symbol: z.string() }),
  );
  return found.map((row) => row.symbol);
}
