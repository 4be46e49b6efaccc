import { z } from 'zod';
import { type Queryable, rows } from './pool.ts';

const alert = z.object({
  id: z.number().int(),
  rule: z.string(),
  symbol: z.string().nullable(),
  state: z.enum(['pending', 'raised', 'resolved']),
  severity: z.enum(['warning', 'critical']),
  since: z.date(),
  raisedAt: z.date().nullable(),
  resolvedAt: z.date().nullable(),
  message: z.string(),
});
export type Alert = z.infer<typeof alert>;

const COLUMNS = `a.id, a.rule_name as rule, i.symbol, a.state, a.severity, a.since, a.raised_at as "raisedAt",
  a.resolved_at as "resolvedAt", a.message`;

/** Evaluates the rules. @returns what was raised or resolved by it */
export function evaluateAlerts(db: Queryable): Promise<Alert[]> {
  return rows(
    db,
    `select ${COLUMNS} from evaluate_alerts() a left join base_instruments i on i.id = a.instrument_id order by a.id`,
    [],
    alert,
  );
}

/** Alerts that are open, the critical and then the oldest first. */
export function readOpenAlerts(db: Queryable): Promise<Alert[]> {
  return rows(
    db,
    `select ${COLUMNS} from ml_alerts a left join base_instruments i on i.id = a.instrument_id
     where a.state <> 'resolved' order by a.severity, a.state desc, a.id`,
    [],
    alert,
  );
}

const delivery = z.object({ id: z.number().int(), url: z.string(), sendsToken: z.boolean(), payload: z.unknown() });
/** What a hook is to be told. */
export type AlertDelivery = z.infer<typeof delivery>;

/** Deliveries that are due: nobody else takes them before their next attempt. */
export function takeAlertDeliveries(db: Queryable): Promise<AlertDelivery[]> {
  return rows(db, 'select id, url, sends_token as "sendsToken", payload from take_alert_deliveries()', [], delivery);
}

/** @param error why it did not arrive; null when it did */
export async function finishAlertDelivery(db: Queryable, id: number, error: string | null): Promise<void> {
  await db.query('select finish_alert_delivery($1, $2)', [id, error]);
}
