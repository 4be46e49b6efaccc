import { createServer } from 'node:http';
import { draining } from '../draining.ts';
import { CONNECTIONS, limits } from '../limits.ts';
import { listen } from '../listen.ts';
import { databaseProbes, type ProbeOptions } from './database_probes.ts';

/** Probes of a process that serves nothing else. They say nothing of the data, so every address may ask. */
export async function startProbeServer(
  options: ProbeOptions & { readonly port: number; readonly setting: string },
): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const { probes, stop } = await databaseProbes(options);
  const server = createServer(CONNECTIONS, (request, response) => {
    if (!probes(request, response)) response.writeHead(404).end();
  });
  const drain = draining(server, limits.closingMilliseconds);
  try {
    const port = await listen(server, options.port, undefined, options.setting);
    return {
      port,
      async stop() {
        await drain();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
