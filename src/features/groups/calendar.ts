import { calendarOf } from '../calendar.ts';
import { featureGroup } from '../feature.ts';
import { map, zip } from '../kernels/core/elementwise.ts';

export const CALENDAR = featureGroup('calendar', [
  {
    name: 'year',
    inputs: ['dates'],
    warmup: 0,
    dated: true,
    doc: 'Calendar year',
    meaning: 'Tells the calendar year of the session.',
    compute: (s) => calendarOf(s).year,
  },
  {
    name: 'month',
    inputs: ['dates'],
    warmup: 0,
    doc: 'Month, 1–12',
    meaning: 'Tells the month of the session, 1 to 12.',
    compute: (s) => calendarOf(s).month,
  },
  {
    name: 'weekday',
    inputs: ['dates'],
    warmup: 0,
    doc: 'Monday = 0 … Sunday = 6',
    meaning: 'Tells the day of the week of the session, from 0 on Monday to 6 on Sunday.',
    compute: (s) => calendarOf(s).weekday,
  },
  {
    name: 'quarter',
    inputs: ['dates'],
    warmup: 0,
    doc: 'Quarter, 1–4',
    meaning: 'Tells the quarter of the year, 1 to 4.',
    compute: (s) => map(calendarOf(s).month, (month) => Math.floor((month - 1) / 3) + 1),
  },
  {
    name: 'day_of_year',
    inputs: ['dates'],
    warmup: 0,
    doc: 'Day of the year, 1–366',
    meaning: 'Counts the days of the year up to the session.',
    compute: (s) => calendarOf(s).dayOfYear,
  },
  {
    name: 'week_of_year',
    inputs: ['dates'],
    warmup: 0,
    doc: 'ISO-8601 week, 1–53',
    meaning: 'Tells the ISO week of the year, 1 to 53.',
    compute: (s) => calendarOf(s).week,
  },
  {
    name: 'is_month_end',
    inputs: ['dates'],
    warmup: 0,
    doc: '1 on the last session of a month (weekdays without the exchange’s holidays), else 0',
    meaning: 'Is 1 on the last session of a month, else 0.',
    compute: (s) => calendarOf(s).isMonthEnd,
  },
  {
    name: 'is_quarter_end',
    inputs: ['dates'],
    warmup: 0,
    doc: '1 on the last session of March, June, September and December, else 0',
    meaning: 'Is 1 on the last session of a quarter, else 0.',
    compute: (s) => zip(calendarOf(s).isMonthEnd, calendarOf(s).month, (end, month) => (month % 3 === 0 ? end : 0)),
  },
  {
    name: 'is_year_end',
    inputs: ['dates'],
    warmup: 0,
    doc: '1 on the last session of December, else 0',
    meaning: 'Is 1 on the last session of a year, else 0.',
    compute: (s) => zip(calendarOf(s).isMonthEnd, calendarOf(s).month, (end, month) => (month === 12 ? end : 0)),
  },
]);
