import {
  type Alert,
  type AlertDelivery,
  evaluateAlerts,
  finishAlertDelivery,
  takeAlertDeliveries,
} from '../db/alerts.ts';
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

/**
 * Tells the hooks what they are to be told, what failed before included, and evaluates the rules before that: a rule that
 * cannot be evaluated keeps nothing back that is known already.
 */
export async function watchOnce(
  db: Queryable,
  token = alertToken(process.env),
  patienceMilliseconds?: number,
): Promise<Watched> {
  const [evaluated] = await Promise.allSettled([evaluateAlerts(db)]);
  const told = await tellHooks(db, (delivery) => postAlerts(delivery, token, patienceMilliseconds));
  if (evaluated.status === 'rejected') throw evaluated.reason;
  return { changed: evaluated.value, ...told };
}

/** Side by side: one that hangs takes its own time alone. Each hears one thing after another, in order. */
async function tellHooks(
  db: Queryable,
  post: (delivery: AlertDelivery) => Promise<string | null>,
): Promise<Pick<Watched, 'delivered' | 'failed'>> {
  const due = (await takeAlertDeliveries(db)).sort((a, b) => a.id - b.id);
  const ends = await Promise.all(
    [...Map.groupBy(due, ({ url }) => url).values()].map(async (deliveries) => {
      const errors: (string | null)[] = [];
      for (const delivery of deliveries) {
        const error = await post(delivery);
        await finishAlertDelivery(db, delivery.id, error);
        errors.push(error);
      }
      return errors;
    }),
  );
  const errors = ends.flat();
  const delivered = errors.filter((error) => error === null).length;
  return { delivered, failed: errors.length - delivered };
}
