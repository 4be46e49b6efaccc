import { EXCHANGE_CALENDARS } from '../calendar/index.ts';
import type { Queryable } from './pool.ts';

/**
 * Stores the holidays of the exchanges this package knows, and hands those that are new to it on to the exchanges that
 * are there; an exchange that comes later gets them by a trigger. A day is handed on once: what a user deletes or adds
 * in exchange_holidays stays as the user left it. A day that an earlier package stated in error is taken back.
 */
export async function registerExchangeCalendars(db: Queryable): Promise<void> {
  const days = [...EXCHANGE_CALENDARS].flatMap(([mic, holidays]) => holidays.map((holiday) => ({ mic, ...holiday })));
  await db.query(
    `with stated as (
       select * from unnest($1::text[], $2::date[], $3::text[]) as s (mic_code, holiday_date, name)
     ),
     withdrawn as (
       delete from exchange_calendars c
       where not exists (select from stated s where s.mic_code = c.mic_code and s.holiday_date = c.holiday_date)
       returning c.*
     ),
     added as (
       insert into exchange_calendars (mic_code, holiday_date, name)
       select s.mic_code, s.holiday_date, s.name from stated s
       on conflict do nothing
       returning *
     ),
     taken_back as (
       delete from exchange_holidays h
       using withdrawn w join exchanges e on e.mic_code = w.mic_code
       where h.exchange_id = e.id and h.holiday_date = w.holiday_date and h.name = w.name
     )
     insert into exchange_holidays (exchange_id, holiday_date, name)
     select e.id, a.holiday_date, a.name
     from added a join exchanges e on e.mic_code = a.mic_code
     on conflict do nothing`,
    [days.map(({ mic }) => mic), days.map(({ date }) => date), days.map(({ name }) => name)],
  );
}
