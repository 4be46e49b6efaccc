import { type Alert, evaluateAlerts, finishAlertDelivery, takeAlertDeliveries } from '../db/alerts.ts';
import type { Queryable } from '../db/pool.ts';
import { alertToken } from '../env/alert_token.ts';
import { postAlerts } from './hook.ts';

export type Watched = {
  /** What was raised or resolved. */
  readonly changed: readonly Alert[];
  readonly delivered: number;
  /** Attempts that failed: they are made again later. */
  readonly failed: number;
};

/** Evaluates the rules, then tells the hooks what they are to be told, what failed before included. */
export async function watchOnce(db: Queryable, token = alertToken(process.env)): Promise<Watched> {
  const changed = await evaluateAlerts(db);
  let delivered = 0;
  let failed = 0;
  for (const delivery of await takeAlertDeliveries(db)) {
    const error = await postAlerts(delivery, token);
    await finishAlertDelivery(db, delivery.id, error);
    if (error === null) delivered++;
    else failed++;
  }
  return { changed, delivered, failed };
}
