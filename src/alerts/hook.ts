import type { AlertDelivery } from '../db/alerts.ts';

const PATIENCE_MILLISECONDS = 5000;

/**
 * Posts one delivery. No redirect is followed: it would take the token elsewhere.
 * @returns why it did not arrive, or null; never the address, which may be a secret
 */
export async function postAlerts(
  { id, url, sendsToken, payload }: AlertDelivery,
  token: string | undefined,
  patienceMilliseconds = PATIENCE_MILLISECONDS,
): Promise<string | null> {
  if (sendsToken && !token) return 'PGAUGUR_ALERT_TOKEN is not set where alerts are sent from';
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        // The same in every attempt: who got it already can tell.
        'idempotency-key': `pgaugur-alerts-${id}`,
        ...(sendsToken ? { authorization: `Bearer ${token}` } : {}),
      },
      body: JSON.stringify(payload),
      redirect: 'manual',
      signal: AbortSignal.timeout(patienceMilliseconds),
    });
    await response.body?.cancel();
    return response.ok ? null : `it answered with status ${response.status}`;
  } catch (error) {
    return `it does not answer: ${reasonOf(error, patienceMilliseconds)}`;
  }
}

/** The code where there is one: messages of fetch may name the address. */
function reasonOf(error: unknown, patienceMilliseconds: number): string {
  if (!(error instanceof Error)) return 'unknown error';
  if (error.name === 'TimeoutError') return `no answer within ${patienceMilliseconds / 1000} s`;
  const { cause } = error;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : error.name;
}
