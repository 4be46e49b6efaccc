import { type PriceRow, type RejectedLine, readNumber, readVolume } from '../../csv/index.ts';
import { dayNumber } from '../../dates.ts';
import { counted } from '../../text.ts';
import { type Clock, lastEndedDate, type MarketHours } from './market_day.ts';
import { SourceError } from './source_error.ts';

/** A bar as a source says it, its numbers as text. Null and absent both say that the source has none. */
export type SourceBar = {
  /** The session: ISO date in the exchange's time zone. */
  readonly date: string;
  readonly open?: string | null;
  readonly high?: string | null;
  readonly low?: string | null;
  readonly close?: string | null;
  readonly volume?: string | null;
  readonly adjustedClose?: string | null;
  readonly splitFactor?: string | null;
  readonly dividend?: string | null;
};

/** What a source has of a symbol: sessions that have ended, the oldest first, each once, on the basis of the newest. */
export type Delivered = {
  readonly rows: readonly PriceRow[];
  /** Bars that cannot be read, by their number among those delivered. */
  readonly rejected: readonly RejectedLine[];
  /** What was done, in sentences. */
  readonly notes: readonly string[];
};

const PRICES = ['open', 'high', 'low', 'close'] as const;

/**
 * Puts bars in order. Left out are bars without any price, what lies before `from`, and sessions that have not ended; of
 * a session that is there twice the later bar counts.
 * @throws SourceError when most sessions are there several times: then they are parts of days; when a split is in a bar
 *   that cannot be used
 */
export function deliveredOf(bars: readonly SourceBar[], from: string, clock: Clock, hours: MarketHours): Delivered {
  const ended = lastEndedDate(clock, hours);
  const hasVolume = bars.some(({ volume }) => isThere(volume));
  const rejected: RejectedLine[] = [];
  const sessions = new Map<string, PriceRow>();
  const open = new Set<string>();
  let twice = 0;
  for (const [i, bar] of bars.entries()) {
    if (PRICES.every((name) => !isThere(bar[name]))) {
      refuseLostSplit(bar, 'a bar has prices');
      continue;
    }
    const row = rowOf(bar, i + 1, hasVolume);
    if ('rule' in row) {
      refuseLostSplit(bar, row.rule);
      rejected.push(row);
    } else if (row.date > ended) open.add(row.date);
    else if (row.date >= from) {
      if (sessions.has(row.date)) twice++;
      sessions.set(row.date, row);
    }
  }
  if (twice > 1 && twice > sessions.size / 2) {
    throw new SourceError('answer', `sent ${bars.length} bars of ${sessions.size} days: daily ones are expected`);
  }
  return {
    rows: [...sessions.values()].sort((a, b) => (a.date < b.date ? -1 : 1)),
    rejected,
    notes: [
      ...(twice > 0 ? [`${counted(twice, 'session')} came twice: the later bar counts`] : []),
      ...unendedNote([...open].sort()),
    ],
  };
}

/** Prices before a split are adjusted by its factor: without it they would silently be of another basis. */
function refuseLostSplit({ date, splitFactor }: SourceBar, rule: string): void {
  if (!isThere(splitFactor) || [0, 1].includes(Number(splitFactor))) return;
  throw new SourceError('answer', `has the split of ${date} (${splitFactor}) in a bar that cannot be used (${rule})`);
}

function unendedNote(dates: readonly string[]): string[] {
  if (dates.length === 0) return [];
  if (dates.length === 1) return [`the session of ${dates[0]} has not ended, its bar is not stored`];
  return [`${dates.length} sessions from ${dates[0]} on have not ended, their bars are not stored`];
}

const isThere = (value: string | null | undefined): value is string =>
  value !== undefined && value !== null && value.trim() !== '';

type Cell = { readonly column: string; readonly value: string | null | undefined; readonly read?: typeof readNumber };

function rowOf(bar: SourceBar, line: number, hasVolume: boolean): PriceRow | RejectedLine {
  if (Number.isNaN(dayNumber(bar.date))) {
    return { line, column: 'date', rule: 'trading_date is a date (YYYY-MM-DD)', value: bar.date };
  }
  let fault: RejectedLine | undefined;
  const number = ({ column, value, read = readNumber }: Cell): string => {
    const text = isThere(value) ? read(value.trim(), 'point') : undefined;
    if (text !== undefined) return text;
    fault ??= {
      line,
      column,
      rule: `${column} ${isThere(value) ? 'is a number' : 'is present'}`,
      value: `${value ?? ''}, on ${bar.date}`,
    };
    return '';
  };
  const row = {
    line,
    date: bar.date,
    open: number({ column: 'open_price', value: bar.open }),
    high: number({ column: 'high_price', value: bar.high }),
    low: number({ column: 'low_price', value: bar.low }),
    close: number({ column: 'close_price', value: bar.close }),
    volume: hasVolume ? number({ column: 'volume', value: bar.volume, read: readVolume }) : null,
    ...(isThere(bar.adjustedClose)
      ? { adjustedClose: number({ column: 'adjusted_close', value: bar.adjustedClose }) }
      : {}),
    // Sources write "no split" as 1, as 0 or not at all.
    ...(bar.splitFactor === undefined
      ? {}
      : { splitFactor: number({ column: 'split_factor', value: factorOf(bar.splitFactor) }) }),
    ...(bar.dividend === undefined
      ? {}
      : { dividend: number({ column: 'dividend_amount', value: bar.dividend ?? '0' }) }),
  };
  return fault ?? row;
}

const factorOf = (value: string | null): string => (!isThere(value) || Number(value) === 0 ? '1' : value);
