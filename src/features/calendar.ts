import { civilDate, dayNumber, isoWeekOf, nextSession, weekdayOf } from '../dates.ts';
import type { Series } from './feature.ts';
import { oncePerRun } from './memo.ts';

/** The calendar facts of every session, taken from its date in one pass. */
export const calendarOf = oncePerRun((s: Series) => {
  const n = s.dates.length;
  const calendar = {
    year: new Float64Array(n),
    month: new Float64Array(n),
    weekday: new Float64Array(n),
    dayOfYear: new Float64Array(n),
    week: new Float64Array(n),
    isMonthEnd: new Float64Array(n),
  };
  for (let t = 0; t < n; t++) {
    const day = dayNumber(s.dates[t]);
    const { year, month, dayOfYear } = civilDate(day);
    calendar.year[t] = year;
    calendar.month[t] = month;
    calendar.weekday[t] = weekdayOf(day);
    calendar.dayOfYear[t] = dayOfYear;
    calendar.week[t] = isoWeekOf(day);
    calendar.isMonthEnd[t] = civilDate(nextSession(day, s.holidays)).month === month ? 0 : 1;
  }
  return calendar;
});
