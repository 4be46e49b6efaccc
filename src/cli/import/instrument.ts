import { z } from 'zod';
import { firstRow, type Queryable, rows } from '../../db/pool.ts';
import { UserError } from '../errors.ts';

export const INSTRUMENT_TYPES = ['stock', 'index', 'etf', 'bond', 'future', 'option'] as const;
export type InstrumentType = (typeof INSTRUMENT_TYPES)[number];

const instrument = z.object({
  id: z.number().int(),
  symbol: z.string(),
  type: z.string(),
  /** MIC code. */
  exchange: z.string().nullable(),
  /** Where its prices are; before the first one, where its type says they belong. */
  table: z.enum(['stock_prices', 'index_prices']),
});
export type Instrument = z.infer<typeof instrument>;

/** What the user says about the instrument of a file. All but the symbol and the exchange matter for a new one only. */
export type WantedInstrument = {
  readonly symbol: string;
  readonly exchange?: string;
  /** Whether it may be created. */
  readonly create: boolean;
  readonly type?: InstrumentType;
  readonly name?: string;
  readonly currency?: string;
};

/**
 * The instrument that a file's prices belong to.
 * @throws UserError when there is none, several, or one of another type than the user says
 */
export async function resolveInstrument(
  db: Queryable,
  wanted: WantedInstrument,
): Promise<Instrument & { readonly created: boolean }> {
  const found = await findInstruments(db, wanted.symbol, wanted.exchange);
  const [only] = found;
  if (found.length > 1) throw new UserError(ambiguous(wanted.symbol, found));
  if (!only) {
    if (!wanted.create) throw new UserError(await unknown(db, wanted));
    return { ...(await createInstrument(db, wanted)), created: true };
  }
  if (wanted.type && wanted.type !== only.type) {
    throw new UserError(`--type ${wanted.type} does not fit: ${only.symbol} exists and is of type ${only.type}`);
  }
  return { ...only, created: false };
}

const SELECT_INSTRUMENT = `
  select i.id, i.symbol, i.instrument_type::text as type, e.mic_code as exchange,
         case when exists (select from stock_prices where stock_id = i.id) then 'stock_prices'
              when exists (select from index_prices where index_id = i.id) then 'index_prices'
              when i.instrument_type = 'index' then 'index_prices'
              else 'stock_prices' end as "table"
  from base_instruments i
  left join exchanges e on e.id = i.exchange_id`;

function findInstruments(db: Queryable, symbol: string, exchange?: string): Promise<Instrument[]> {
  return rows(
    db,
    `${SELECT_INSTRUMENT} where i.symbol = $1 and ($2::text is null or e.mic_code = $2) order by e.mic_code`,
    [symbol, exchange ?? null],
    instrument,
  );
}

async function createInstrument(db: Queryable, wanted: WantedInstrument): Promise<Instrument> {
  const exchange = wanted.exchange ?? null;
  await db.query(
    `insert into exchanges (name, mic_code)
     select $1::text, $1 where $1 is not null and not exists (select from exchanges where mic_code = $1)`,
    [exchange],
  );
  const created = await firstRow(
    db,
    `insert into base_instruments (symbol, name, instrument_type, exchange_id, currency)
     values ($1, $2, $3, (select id from exchanges where mic_code = $4), $5)
     returning id`,
    [wanted.symbol, wanted.name ?? null, wanted.type ?? 'stock', exchange, wanted.currency ?? null],
    z.object({ id: z.number().int() }),
  );
  const found = await firstRow(db, `${SELECT_INSTRUMENT} where i.id = $1`, [created?.id], instrument);
  if (!found) throw new Error(`instrument ${wanted.symbol} cannot be read right after it was created`);
  return found;
}

function ambiguous(symbol: string, found: readonly Instrument[]): string {
  const exchanges = found.map(({ exchange }) => exchange ?? 'no exchange').join(' and ');
  const example = found.find(({ exchange }) => exchange !== null)?.exchange;
  return `symbol "${symbol}" is ambiguous, it exists at ${exchanges}. Say which one, for instance --exchange ${example}`;
}

async function unknown(db: Queryable, { symbol, exchange }: WantedInstrument): Promise<string> {
  const similar = await rows(
    db,
    'select distinct symbol from base_instruments where lower(symbol) = lower($1) order by symbol',
    [symbol],
    z.object({ symbol: z.string() }),
  );
  const at = exchange ? ` at exchange ${exchange}` : '';
  const hint = similar.some((found) => found.symbol !== symbol)
    ? `There is ${similar.map((found) => `"${found.symbol}"`).join(', ')}: --symbol says which one the file belongs to.`
    : 'Give the file its symbol with --symbol, or create instruments named after their files with --create.';
  return `no instrument has the symbol "${symbol}"${at}. ${hint}`;
}
