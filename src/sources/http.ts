import { exactJson, messageOf, SourceError, type SourceErrorKind, verdictOf } from './answers/index.ts';
import type { Host, Manners } from './provider.ts';
import { requestQueue } from './queue.ts';

export type HttpRequest = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
};

/** A body: JSON whose numbers are text, and the text to quote from. */
export type JsonBody = { readonly text: string; readonly value: unknown };

/** What came of one try. */
type Outcome =
  | { readonly is: 'taken'; readonly body: JsonBody }
  | {
      readonly is: 'again' | 'refused';
      readonly kind: SourceErrorKind;
      readonly reason: string;
      readonly afterMs?: number;
    };

/**
 * Asks a source as it wants to be asked. What may pass (a lost connection, an answer that is cut off, a web page where
 * JSON belongs, a limit per minute) is tried again, later each time; a source that had enough for the hour or the day is
 * left alone at once.
 * @param secrets never shown, also where the source repeats them
 */
export function httpClient(
  secrets: readonly string[],
  manners: Manners,
  host: Host,
): (request: HttpRequest) => Promise<JsonBody> {
  const queue = requestQueue(manners, host);
  const fail = (kind: SourceErrorKind, reason: string): SourceError => new SourceError(kind, reason);

  return async (request) => {
    for (let attempt = 1; ; attempt++) {
      if (host.signal.aborted) throw fail('interrupted', 'not asked any more');
      const outcome = await queue
        .through(() => tryOnce(request, secrets, manners, host))
        .catch((error: unknown) => {
          if (host.signal.aborted) throw fail('interrupted', 'the answer was not waited for');
          throw error;
        });
      if (outcome.is === 'taken') return outcome.body;
      const { kind, reason, afterMs } = outcome;
      if (outcome.is === 'refused') throw fail(kind, reason);
      const wait = afterMs ?? manners.backOffMs * 2 ** (attempt - 1) * (0.5 + host.random() / 2);
      if (wait > manners.patienceMs) {
        throw fail(kind, `${reason}, and it wants to be asked again in ${Math.ceil(wait / 60_000)} minutes`);
      }
      if (attempt === manners.attempts) throw fail(kind, `${reason}, ${attempt} times`);
      queue.pause(wait);
    }
  };
}

async function tryOnce(
  { url, headers }: HttpRequest,
  secrets: readonly string[],
  { timeoutMs }: Manners,
  host: Host,
): Promise<Outcome> {
  let status: number;
  let retryAfter: string | null;
  let body: string;
  try {
    // A redirection would take the headers, and the keys in them, to another host.
    const response = await host.fetch(url, {
      headers,
      redirect: 'manual',
      signal: AbortSignal.any([host.signal, AbortSignal.timeout(timeoutMs)]),
    });
    status = response.status;
    retryAfter = response.headers.get('retry-after');
    body = await response.text();
  } catch (error) {
    if (host.signal.aborted) throw error;
    return connectionProblem(error, timeoutMs);
  }
  // Before anything is cut short for a message: half a key is one that nobody recognises.
  const text = withoutSecrets(body, secrets);
  const verdict = verdictOf({ status, retryAfter, body: text }, host.now());
  if (verdict.is !== 'taken') return verdict;
  try {
    return { is: 'taken', body: { text, value: exactJson(body) } };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { is: 'again', kind: 'answer', reason: unreadable(text) };
  }
}

/** Some programs write NaN into JSON, where it is none: such an answer is whole, and cannot be read. */
function unreadable(text: string): string {
  if (!/^\s*[[{]/.test(text)) return `answered ${messageOf(text)}`;
  return /[\]}]\s*$/.test(text) ? `answered what is no JSON: ${messageOf(text)}` : 'the answer is cut off';
}

/** Nobody is there: another symbol will not find anybody either. */
const AWAY: ReadonlySet<unknown> = new Set([
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'],
]);

function connectionProblem(error: unknown, timeoutMs: number): Outcome {
  const again = (kind: SourceErrorKind, reason: string): Outcome => ({ is: 'again', kind, reason });
  if (!(error instanceof Error)) return again('answer', String(error));
  if (error.name === 'TimeoutError') return again('away', `no answer within ${timeoutMs / 1000} seconds`);
  const { cause } = error;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  const reason = `no connection: ${cause instanceof Error && cause.message !== '' ? cause.message : error.message}`;
  const isSaid = code === undefined || reason.includes(String(code));
  return again(AWAY.has(code) ? 'away' : 'answer', isSaid ? reason : `${reason} (${code})`);
}

const withoutSecrets = (text: string, secrets: readonly string[]): string =>
  secrets.reduce((shown, secret) => shown.replaceAll(secret, '***'), text);
