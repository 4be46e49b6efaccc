import { messageOf, sentencesOf } from './message_of.ts';
import type { SourceErrorKind } from './source_error.ts';

export type Answer = { readonly status: number; readonly retryAfter: string | null; readonly body: string };

/** What is to be done about an answer. */
export type Verdict =
  | { readonly is: 'taken' }
  /** Asking again may help; `afterMs` is how long the source wants to be left alone, if it says so. */
  | { readonly is: 'again'; readonly kind: SourceErrorKind; readonly afterMs?: number; readonly reason: string }
  | { readonly is: 'refused'; readonly kind: SourceErrorKind; readonly reason: string };

/** What sources write when they had enough: with the status 429, and some of them with 200. */
const QUOTA =
  /run over your|request allocation|call frequency|calls per (?:second|minute|hour|day|month)|requests per (?:second|minute|hour|day|month)|rate.?limit|too many requests|quota|(?:exceeded|reached|over)\b.{0,60}\b(?:limit|allocation)/i;
/** What an hour, a day or a month has used up does not come back while a command waits. */
const LONG = /hour|\bday|daily|month|lifetime/i;

/** @param now for a Retry-After that is a date */
export function verdictOf({ status, retryAfter, body }: Answer, now: Date): Verdict {
  if (status === 429 || isQuota(body, status)) return quota(body, retryAfter, now);
  if (status >= 200 && status < 300) return { is: 'taken' };
  const reason = `status ${status}, ${messageOf(body)}`;
  if (status >= 300 && status < 400)
    return { is: 'refused', kind: 'answer', reason: `status ${status}, a redirection` };
  if (status === 401 || status === 403) return { is: 'refused', kind: 'key', reason };
  if (status === 404) return { is: 'refused', kind: 'symbol', reason };
  if (status === 408 || status === 425 || status >= 500) {
    return { is: 'again', kind: 'answer', reason, afterMs: waitOf(retryAfter, now) };
  }
  return { is: 'refused', kind: 'answer', reason };
}

/** Prices are no sentences: a token of pages or a symbol has no blank. */
function isQuota(body: string, status: number): boolean {
  if (status >= 500) return false;
  return sentencesOf(body).some((sentence) => sentence.includes(' ') && QUOTA.test(sentence.slice(0, 1000)));
}

function quota(body: string, retryAfter: string | null, now: Date): Verdict {
  const afterMs = waitOf(retryAfter, now);
  const reason = messageOf(body);
  if (afterMs === undefined && LONG.test(body)) return { is: 'refused', kind: 'quota', reason };
  return { is: 'again', kind: 'quota', reason, afterMs };
}

/** Retry-After is a number of seconds or a date. Undefined where it is neither. */
function waitOf(retryAfter: string | null, now: Date): number | undefined {
  const text = retryAfter?.trim() ?? '';
  if (/^\d{1,9}(?:\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000);
  const date = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime());
}
