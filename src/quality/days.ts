const MILLISECONDS_PER_DAY = 86_400_000;

/** Calendar days from one ISO date to another; negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / MILLISECONDS_PER_DAY;
}

/** The UTC day of an instant as an ISO date. */
export function isoDay(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}
