import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { describe, test } from 'node:test';
import { easterSunday } from '../../src/calendar/days.ts';
import { CALENDAR_YEARS, EXCHANGE_CALENDARS, newYorkHolidays, warsawHolidays } from '../../src/calendar/index.ts';
import { dayNumber, isoDateOf, weekdayOf } from '../../src/features/dates.ts';
import { readCsv, SHARED } from '../features/support.ts';

const datesOf = (holidays: readonly { date: string }[]) => holidays.map(({ date }) => date);
const inYear = (year: number, ...days: string[]) => days.map((day) => `${year}-${day}`);

test('Easter is where the almanac has it', () => {
  // As listed by the U.S. Naval Observatory; 22 March and 25 April are the earliest and the latest there can be.
  const published = [
    '1818-03-22',
    '1943-04-25',
    '2000-04-23',
    '2005-03-27',
    '2008-03-23',
    '2011-04-24',
    '2016-03-27',
    '2019-04-21',
    '2024-03-31',
    '2025-04-20',
    '2026-04-05',
    '2027-03-28',
    '2028-04-16',
    '2029-04-01',
    '2030-04-21',
    '2038-04-25',
    '2285-03-22',
  ];
  assert.deepEqual(
    published.map((date) => isoDateOf(easterSunday(Number(date.slice(0, 4))))),
    published,
  );
});

describe('New York', () => {
  test('years announced by NYSE Group are as announced', () => {
    // Press releases of 27 December 2021 (2022–2024) and 23 December 2025 (2026–2028).
    const announced: Readonly<Record<number, string[]>> = {
      2022: ['01-17', '02-21', '04-15', '05-30', '06-20', '07-04', '09-05', '11-24', '12-26'],
      2023: ['01-02', '01-16', '02-20', '04-07', '05-29', '06-19', '07-04', '09-04', '11-23', '12-25'],
      2024: ['01-01', '01-15', '02-19', '03-29', '05-27', '06-19', '07-04', '09-02', '11-28', '12-25'],
      2026: ['01-01', '01-19', '02-16', '04-03', '05-25', '06-19', '07-03', '09-07', '11-26', '12-25'],
      2027: ['01-01', '01-18', '02-15', '03-26', '05-31', '06-18', '07-05', '09-06', '11-25', '12-24'],
      2028: ['01-17', '02-21', '04-14', '05-29', '06-19', '07-04', '09-04', '11-23', '12-25'],
    };
    for (const [year, days] of Object.entries(announced)) {
      assert.deepEqual(datesOf(newYorkHolidays(Number(year))), inYear(Number(year), ...days));
    }
  });

  test('the day of mourning of January 2025 is a closure', () => {
    assert.ok(datesOf(newYorkHolidays(2025)).includes('2025-01-09'));
  });
});

describe('Warsaw', () => {
  test('2022 and 2026 are as the exchange resolved', () => {
    // Resolution 593/2021 of its board; the exchange's list of days without a session in 2026.
    assert.deepEqual(
      datesOf(warsawHolidays(2022)),
      inYear(2022, '01-06', '04-15', '04-18', '05-03', '06-16', '08-15', '11-01', '11-11', '12-26'),
    );
    assert.deepEqual(
      datesOf(warsawHolidays(2026)),
      inYear(2026, '01-01', '01-06', '04-03', '04-06', '05-01', '06-04', '11-11', '12-24', '12-25', '12-31'),
    );
  });

  test('2018 had fourteen days without a session and 2004 seven, the most and the fewest', () => {
    // As counted by bankier.pl, December 2021.
    assert.equal(warsawHolidays(2018).length, 14);
    assert.equal(warsawHolidays(2004).length, 7);
  });
});

test('holidays are weekdays, ascend, and each is listed once', () => {
  assert.deepEqual([...EXCHANGE_CALENDARS.keys()], ['XNYS', 'XNAS', 'XWAR']);
  for (const [mic, holidays] of EXCHANGE_CALENDARS) {
    const dates = datesOf(holidays);
    assert.deepEqual(dates, [...new Set(dates)].sort(), mic);
    assert.ok(dates.every((date) => weekdayOf(dayNumber(date)) <= 4));
    assert.equal(dates[0].slice(0, 4), String(CALENDAR_YEARS.first));
    assert.equal(dates.at(-1)?.slice(0, 4), String(CALENDAR_YEARS.last));
  }
});

describe('real sessions', {
  skip: existsSync(new URL('data/index/WIG20.csv', SHARED))
    ? false
    : 'price files are not beside this checkout (../shared/data)',
}, () => {
  /** Weekdays from the first to the last session that are no session, and sessions that are holidays. */
  function differences(sessions: ReadonlySet<string>, from: string, to: string, mic: string): string[] {
    const holidays = new Set(datesOf(EXCHANGE_CALENDARS.get(mic) ?? []));
    const found: string[] = [];
    for (let day = dayNumber(from); day <= dayNumber(to); day++) {
      const date = isoDateOf(day);
      const expected = weekdayOf(day) <= 4 && !holidays.has(date);
      if (sessions.has(date) !== expected) found.push(`${date} ${expected ? 'has no session' : 'has a session'}`);
    }
    return found;
  }
  const sessionsOf = (...files: string[]) =>
    new Set(files.flatMap((file) => readCsv(new URL(`data/${file}`, SHARED)).rows.map(([date]) => date)));

  test('Nasdaq Composite, 2000 to 2020', () => {
    assert.deepEqual(differences(sessionsOf('index/IXIC.csv'), '2000-01-01', '2020-12-31', 'XNAS'), []);
  });

  test('S&P 500, 2000 to April 2020', () => {
    assert.deepEqual(differences(sessionsOf('index/SPX.csv'), '2000-01-01', '2020-04-17', 'XNYS'), []);
  });

  test('stocks of the Dow Jones, 2006 to 2017', () => {
    const sessions = sessionsOf('dow30/JPM.csv', 'dow30/AAPL.csv');
    assert.deepEqual(differences(sessions, '2006-01-01', '2017-12-31', 'XNYS'), []);
  });

  test('WIG20, 2000 to May 2022', () => {
    assert.deepEqual(differences(sessionsOf('index/WIG20.csv'), '2000-01-01', '2022-05-20', 'XWAR'), []);
  });
});
