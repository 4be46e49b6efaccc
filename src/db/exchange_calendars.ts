import type pg from 'pg';
import type { ExchangeHoliday, KnownExchange } from '../calendar/index.ts';

/**
 * Makes the stored calendars of the named exchanges equal to these; calendars of other exchanges stay. Only what
 * differs is written, because triggers carry each change on to the exchanges and ask for their instruments. In the
 * caller's transaction.
 */
export async function registerExchangeCalendars(
  client: pg.ClientBase,
  holidays: readonly ExchangeHoliday[],
): Promise<void> {
  const columns = [
    holidays.map((holiday) => holiday.micCode),
    holidays.map((holiday) => holiday.date),
    holidays.map((holiday) => holiday.name),
  ];
  await client.query(
    `delete from exchange_calendars c
     where c.mic_code = any ($1)
       and not exists (select from unnest($1::text[], $2::date[], $3::text[]) as w (mic_code, holiday_date, name)
                       where (w.mic_code, w.holiday_date, w.name) = (c.mic_code, c.holiday_date, c.name))`,
    columns,
  );
  await client.query(
    `insert into exchange_calendars (mic_code, holiday_date, name)
     select * from unnest($1::text[], $2::date[], $3::text[])
     on conflict do nothing`,
    columns,
  );
}

/** Makes what is stored of exchanges that are known by name equal to this. Only what differs is written, as above. */
export async function registerKnownExchanges(client: pg.ClientBase, known: readonly KnownExchange[]): Promise<void> {
  const stored = known.map(({ micCode, name, alsoCalled, hours }) => ({
    mic_code: micCode,
    name,
    also_called: alsoCalled,
    timezone: hours?.timezone,
    market_open: hours?.open,
    market_close: hours?.close,
  }));
  await client.query(
    `insert into known_exchanges as k
     select * from jsonb_populate_recordset(null::known_exchanges, $1)
     on conflict (mic_code) do update
     set name = excluded.name, also_called = excluded.also_called, timezone = excluded.timezone,
         market_open = excluded.market_open, market_close = excluded.market_close
     where k is distinct from excluded`,
    [JSON.stringify(stored)],
  );
}
