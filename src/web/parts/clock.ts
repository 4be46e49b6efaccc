import { signal } from '@preact/signals';

/** The time of this browser, to a second: for what says how long ago something was. */
export const now = signal(Date.now());
setInterval(() => {
  if (!document.hidden) now.value = Date.now();
}, 1000);

/** A time stamp of the server in the reader's own zone: 28 Nov 2026, 17:22:05. */
export function localTime(stamp: string | number | null | undefined): string {
  if (stamp === null || stamp === undefined) return '–';
  const date = new Date(stamp);
  const two = (value: number): string => String(value).padStart(2, '0');
  const month = date.toLocaleString('en', { month: 'short' });
  return `${date.getDate()} ${month} ${date.getFullYear()}, ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}
