import { Command } from 'commander';
import { boundHeapGrowth } from '../../env/heap_growth.ts';
import { connectionsText } from '../../queues/connections.ts';
import { databaseUrl, explainConnectionError } from '../host/database.ts';
import { endInTime } from '../host/grace.ts';
import { createOnlyLog } from '../host/log_lines.ts';
import { untilSignal } from '../host/until_signal.ts';
import { type WaitFlag, waitForDatabase, waitOption } from '../host/wait.ts';
import { UserError } from '../terminal/errors.ts';
import { settingsOf, withSettings } from '../terminal/options.ts';
import { type Health, startHealth } from './health.ts';

export function workerCommand(): Command {
  const command = new Command('worker')
    .description('Execute pipeline steps until Ctrl-C; run as many as you like, on as many hosts')
    .option(
      '--only <steps>',
      'comma-separated steps to execute; "training" for a host that only trains. Hosts without --only run the ' +
        'schedules (retraining, settling outcomes, cleaning up) and backtests on demand: keep at least one',
    )
    .addOption(waitOption())
    .action(async () => {
      boundHeapGrowth();
      const settings = settingsOf(command);
      const flags = command.opts<{ only?: string } & WaitFlag>();
      const { startWorker } = await import('../../queues/worker.ts');
      const { STEPS } = await import('../../../workers/index.ts');
      const only = chosenSteps(
        flags.only,
        STEPS.map(({ name }) => name),
      );
      const log = createOnlyLog(settings.logLevel);
      const asked = new AbortController();
      const stopped = untilSignal().then(() => {
        asked.abort();
        endInTime(log);
      });
      let health: Health | undefined;
      try {
        // The embedded server's address is known when it runs. Another is waited for with a probe that says so.
        if (settings.databaseUrl) health = await startHealth(settings, log);
        await waitForDatabase(settings, flags, asked.signal);
        if (asked.signal.aborted) return;
        health ??= await startHealth(settings, log);
        const worker = await startWorker({
          databaseUrl: await databaseUrl(settings),
          schema: settings.schema,
          concurrency: settings.concurrency,
          only,
          webgpu: settings.webgpu,
          log,
        });
        console.log(
          `worker ready: schema ${settings.schema}, ${settings.concurrency} at a time${only ? `, only ${only.join(', ')}` : ''}`,
        );
        health.works();
        const outdated = await Promise.race([stopped, worker.outdated]);
        health.stops();
        await worker.stop();
        if (outdated) throw outdated;
      } catch (error) {
        throw explainConnectionError(error, settings, { connections: connectionsText(settings.concurrency) });
      } finally {
        await health?.end();
      }
    });
  return withSettings(command, 'databaseUrl', 'schema', 'directory', 'concurrency', 'webgpu', 'healthPort', 'logLevel');
}

/** The names that --only lists; undefined without it. @throws UserError when it names none, or one that is no step */
function chosenSteps(only: string | undefined, steps: readonly string[]): string[] | undefined {
  if (only === undefined) return undefined;
  const names = only
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  if (names.length === 0) throw new UserError('--only names no step');
  const known = ['training', ...steps];
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new UserError(
      `--only: unknown step ${unknown.map((name) => `"${name}"`).join(', ')}, choose from ${known.join(', ')}`,
    );
  }
  return names;
}
