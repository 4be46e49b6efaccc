import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import { hasPrices } from '../../db/instruments.ts';
import { openLeftRequests } from '../../db/maintenance.ts';
import { createPool, type Pool } from '../../db/pool.ts';
import { databaseTime } from '../../db/run_grid.ts';
import type { ApiSettings } from '../../env/api_settings.ts';
import { boundHeapGrowth } from '../../env/heap_growth.ts';
import type { Settings } from '../../env/settings.ts';
import { createStopStack } from '../../lifetime.ts';
import { connectionsText } from '../../queues/connections.ts';
import { counted } from '../../text.ts';
import { explainConnectionError } from '../host/database.ts';
import { createOnlyLog } from '../host/log_lines.ts';
import { patiently } from '../host/patiently.ts';
import { untilSignal } from '../host/until_signal.ts';
import { apiSettingsOf, settingsOf, withApiSettings, withSettings } from '../terminal/options.ts';
import { duration, style } from '../terminal/text.ts';
import { startDatabase } from './postgres.ts';
import { watchRuns } from './progress.ts';
import { printLatestPredictions } from './report.ts';
import { loadSample, SAMPLE } from './sample.ts';

export function startCommand(): Command {
  const command = new Command('start')
    .description(
      'Everything on this machine: Postgres (embedded unless DATABASE_URL is set), workers, page, GraphQL API',
    )
    .option('--once', 'exit when the queue is empty: 0 when every run succeeded or was skipped for a stated reason')
    .option('--no-sample', 'do not load the sample series into an empty database')
    .action(async () => {
      boundHeapGrowth();
      const { once, sample } = command.opts<{ once?: boolean; sample: boolean }>();
      const settings = settingsOf(command);
      try {
        await start(settings, apiSettingsOf(command), { once: once ?? false, sample });
      } catch (error) {
        throw explainConnectionError(error, settings, { connections: connectionsText(settings.concurrency) });
      }
    });
  withSettings(
    command,
    'databaseUrl',
    'schema',
    'directory',
    'postgresPort',
    'port',
    'host',
    'allowedHosts',
    'concurrency',
    'webgpu',
    'lockWait',
    'logLevel',
  );
  return withApiSettings(command);
}

async function start(
  settings: Settings,
  access: ApiSettings,
  { once, sample }: { once: boolean; sample: boolean },
): Promise<void> {
  const log = createOnlyLog(settings.logLevel);
  const started = performance.now();
  const seconds = () => duration((performance.now() - started) / 1000);
  const stopping = new AbortController();
  const stack = createStopStack((error) => {
    log.error({ err: error }, 'pgaugur did not stop in order');
    process.exitCode = 1;
  });
  const stopped = untilSignal().then(() => stopping.abort());
  try {
    // Loaded while Postgres starts, and not at all by commands that need neither.
    const loading = Promise.all([
      import('../../db/migrate.ts'),
      import('../../queues/worker.ts'),
      import('../../server/index.ts'),
    ]);
    loading.catch(() => {}); // heard below, when Postgres has started and will be stopped
    const database = await startDatabase(settings);
    stack.push(database.stop);
    const [{ migrate }, { startWorker }, { startServer }] = await loading;
    done(`Postgres ${database.place}`, seconds());

    const report = await migrate(database.url, settings.schema, { lockWaitSeconds: settings.lockWait });
    done(`schema ${settings.schema}, version ${report.version}`, seconds());

    const db = createPool({ databaseUrl: database.url, schema: settings.schema, max: 3 });
    stack.push(() => db.end());
    const since = await databaseTime(db); // before there are workers: what waits for them may end at once

    const worker = await startWorker({ ...settings, databaseUrl: database.url, log });
    stack.push(worker.stop);
    const server = await startServer({
      databaseUrl: database.url,
      schema: settings.schema,
      port: once ? 0 : settings.port,
      host: settings.host,
      allowedHosts: settings.allowedHosts,
      access,
      log,
    });
    stack.push(server.close);
    done(`workers (${settings.concurrency} at a time) and GraphQL API`, seconds());

    if (sample && !(await hasPrices(db))) {
      const sessions = await loadSample(db);
      done(
        `no prices yet: inserted ${sessions} sessions of ${SAMPLE.symbol} (${SAMPLE.name}) into stock_prices`,
        seconds(),
      );
    }

    await openLeftRequests(db); // or nothing would be seen to wait
    const runs = await watchRuns(db, { since, signal: stopping.signal });
    if (stopping.signal.aborted) return;
    await printLatestPredictions(db);
    if (once) {
      console.log(
        `\n${counted(runs.succeeded, 'run')} succeeded, ${runs.skipped} skipped, ${runs.failed} failed in ${seconds()}`,
      );
      if (runs.failed > 0) process.exitCode = 1;
      return;
    }

    console.log(`
  ${style('dim', 'SQL')}         ${settings.databaseUrl ? 'psql "$DATABASE_URL"' : `psql "${database.url}?options=-csearch_path%3D${settings.schema}"`}
              select * from ${settings.schema}.latest_predictions;
  ${style('dim', 'page')}        ${server.pageUrl}
  ${style('dim', 'GraphQL')}     ${server.ideUrl}  (endpoint ${server.url})
  ${style('dim', 'next')}        npx pgaugur import AAPL.csv --symbol AAPL

Ready after ${seconds()}. Insert prices and watch; Ctrl-C stops.`);
    const outdated = await Promise.race([watchNewRuns(db, runs.until, stopping.signal), stopped, worker.outdated]);
    if (outdated) throw outdated;
  } finally {
    if (stopping.signal.aborted) console.log('\nstopping …');
    await stack.stop();
  }
}

/** Goes on showing what happens, with the new prediction after each burst of work that may have made one. */
async function watchNewRuns(db: Pool, from: string, signal: AbortSignal): Promise<void> {
  for (let since = from; !signal.aborted; ) {
    const { until, succeeded, skipped, failed } = await watchRuns(db, { since, signal });
    since = until;
    if (succeeded + failed > 0) await patiently(() => printLatestPredictions(db), signal);
    else if (skipped === 0) await sleep(300, undefined, { signal }).catch(() => {}); // aborted: the loop ends
  }
}

const done = (text: string, after: string): void =>
  console.log(`${style('green', '✓')} ${text} ${style('dim', after)}`);
