import { type Clock, SourceError } from './answers/index.ts';

/** One takes longer to make than a history's dates take to read. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const fields = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' } as const;
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone, ...fields, hourCycle: 'h23' });
    formats.set(timeZone, format);
    return format;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new SourceError('answer', `names the time zone ${JSON.stringify(timeZone)}, which is not known here`);
  }
}

/** The date and the minute of the day that the clocks of a time zone show. */
function localTime(instant: Date, timeZone: string): { date: string; minutes: number } {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, value]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? '';
  return {
    date: `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`,
    minutes: 60 * Number(part('hour')) + Number(part('minute')),
  };
}

export const clockAt = (now: Date): Clock => ({ now, localTime });
