import type { Logger } from '../../env/log.ts';
import type { Settings } from '../../env/settings.ts';
import { startProbeServer } from '../../server/probes/probe_server.ts';
import { databaseUrl } from '../host/database.ts';

/** What an orchestrator is told of this worker, where it was given a port for that. */
export type Health = {
  /** It takes jobs now, as long as the database answers. */
  works(): void;
  /** It takes no more, and finishes or gives back what it has. */
  stops(): void;
  end(): Promise<void>;
};

/** @returns health that is told to nobody, without a port */
export async function startHealth(settings: Settings, log: Logger): Promise<Health> {
  if (settings.healthPort === undefined) return { works() {}, stops() {}, async end() {} };
  let notReady: string | undefined = 'the worker is starting';
  const server = await startProbeServer({
    databaseUrl: await databaseUrl(settings),
    schema: settings.schema,
    role: 'pgaugur_worker',
    port: settings.healthPort,
    setting: '--health-port or PGAUGUR_HEALTH_PORT',
    withMetrics: false,
    notReady: () => notReady,
    log,
  });
  log.info({ port: server.port }, 'health is told');
  return {
    works: () => {
      notReady = undefined;
    },
    stops: () => {
      notReady = 'the worker is stopping';
    },
    end: server.stop,
  };
}
