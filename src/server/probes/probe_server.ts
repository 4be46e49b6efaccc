import { createServer } from 'node:http';
import { limits } from '../limits.ts';
import { listen } from '../listen.ts';
import { databaseProbes, type ProbeOptions } from './database_probes.ts';

/** Probes of a process that serves nothing else. They say nothing of the data, so every address may ask. */
export async function startProbeServer(
  options: ProbeOptions & { readonly port: number; readonly setting: string },
): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const { probes, stop } = await databaseProbes(options);
  const server = createServer({ keepAliveTimeout: limits.idleMilliseconds }, (request, response) => {
    if (!probes(request, response)) response.writeHead(404).end();
  });
  try {
    const port = await listen(server, options.port, undefined, options.setting);
    return {
      port,
      async stop() {
        const impatience = setTimeout(() => server.closeAllConnections(), limits.closingMilliseconds);
        await new Promise((closed) => server.close(closed));
        clearTimeout(impatience);
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
