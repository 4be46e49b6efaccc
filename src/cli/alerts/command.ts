import { Command } from 'commander';
import { watchOnce } from '../../alerts/watch.ts';
import { type Alert, readOpenAlerts } from '../../db/alerts.ts';
import { counted } from '../../text.ts';
import { withDatabase } from '../host/with_database.ts';
import { settingsOf, withSettings } from '../terminal/options.ts';
import { table } from '../terminal/table.ts';
import { style } from '../terminal/text.ts';

export function alertsCommand(): Command {
  const command = new Command('alerts')
    .description('What the alert rules have raised; workers evaluate them every minute')
    .option('--evaluate', 'evaluate them now and tell the hooks: for a host that watches whether workers live')
    .option('--json', 'print one JSON object')
    .action(({ evaluate, json }: { evaluate?: boolean; json?: boolean }) =>
      withDatabase(settingsOf(command), async (db) => {
        const told = evaluate ? await watchOnce(db) : undefined;
        const open = await readOpenAlerts(db);
        if (json) {
          console.log(JSON.stringify({ open, ...told }));
          return;
        }
        if (told) {
          const deliveries = `${counted(told.delivered, 'delivery', 'deliveries')} made, ${told.failed} failed`;
          console.log(`${counted(told.changed.length, 'alert')} changed, ${deliveries}`);
        }
        console.log(alertLines(open).join('\n'));
      }),
    );
  return withSettings(command, 'databaseUrl', 'schema', 'directory');
}

function alertLines(alerts: readonly Alert[]): string[] {
  if (alerts.length === 0) return ['No alert is open.'];
  return table(
    ['rule', 'state', 'severity', 'since', 'what'],
    alerts.map(({ rule, state, severity, since, message }) => [
      style('bold', rule),
      style(state === 'raised' ? 'red' : 'dim', state),
      severity,
      `${since.toISOString().slice(0, 16).replace('T', ' ')} UTC`,
      message,
    ]),
    { wrap: true },
  );
}
