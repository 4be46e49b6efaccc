import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CALENDAR_YEARS, EXCHANGE_CALENDARS, holidaysOf } from '../../src/calendar/index.ts';
import { civilDate, dayNumber, isoDateOf, nextSession, weekdayOf } from '../../src/dates.ts';

for (const calendar of EXCHANGE_CALENDARS) {
  const name = calendar.micCodes.join(', ');
  const holidays = holidaysOf(calendar, CALENDAR_YEARS).map(({ date }) => date);

  test(`${name}: each day is a weekday of its range, named once, in order, and no year is without`, () => {
    assert.deepEqual(holidays, [...new Set(holidays)].sort());
    assert.deepEqual(
      holidays.filter((date) => !(weekdayOf(dayNumber(date)) <= 4)),
      [],
    );
    const years = new Set(holidays.map((date) => Number(date.slice(0, 4))));
    assert.deepEqual(
      [...years],
      Array.from({ length: 31 }, (_, i) => 2000 + i),
    );
  });

  // The calendar's only way into a feature is whether the next session is in another month. Closures that were not
  // known ahead are stored like the others, so none may change that for a session before it.
  test(`${name}: a closure that could not be known changes the end of no month`, () => {
    const scheduled = new Set(holidaysOf({ ...calendar, closures: [] }, CALENDAR_YEARS).map(({ date }) => date));
    const all = new Set(holidays);
    assert.ok(all.size > scheduled.size);
    const endsMonth = (day: number, known: ReadonlySet<string>) =>
      civilDate(nextSession(day, known)).month !== civilDate(day).month;
    const changed: string[] = [];
    for (let day = dayNumber('2000-01-01'); day <= dayNumber('2030-12-31'); day++) {
      const isSession = weekdayOf(day) <= 4 && !all.has(isoDateOf(day));
      if (isSession && endsMonth(day, scheduled) !== endsMonth(day, all)) changed.push(isoDateOf(day));
    }
    assert.deepEqual(changed, []);
  });
}
