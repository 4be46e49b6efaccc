import { type Logger, pino } from 'pino';

export type { Logger };

/** Structured logs, one JSON object per line on standard error, so that standard output stays readable. */
export function createLog(level: string): Logger {
  return pino({ name: 'pgaugur', level }, pino.destination({ dest: 2, sync: true }));
}
