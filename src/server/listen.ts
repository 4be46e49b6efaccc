import type { Server } from 'node:http';

/** Another program listens on the port that was asked for. */
export class PortTakenError extends Error {
  override name = 'PortTakenError';
}

/**
 * Starts listening and returns the port, which for port 0 is a free one of the system's choice.
 * @param host every address when absent
 * @param setting what chooses another port
 * @throws PortTakenError naming the port and how to choose another
 */
export function listen(
  server: Server,
  port: number,
  host?: string,
  setting = '--port or PGAUGUR_PORT',
): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(isTaken(error) ? takenPort(port, setting, error) : error));
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

const isTaken = (error: Error): boolean => 'code' in error && error.code === 'EADDRINUSE';

const takenPort = (port: number, setting: string, cause: Error): PortTakenError =>
  new PortTakenError(`port ${port} is taken: choose another one with ${setting}, 0 for any that is free`, { cause });

/** The address under which this machine reaches a server that listens on `host`. */
export function baseUrl(host: string, port: number): string {
  const everywhere = host === '0.0.0.0' || host === '::';
  const name = everywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}
