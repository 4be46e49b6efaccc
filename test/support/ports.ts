import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below those that systems give to connections going out (32768 on Linux, 49152 elsewhere), and above what needs rights. */
const [FIRST, LAST] = [20_000, 32_000];

/**
 * A port that nothing listens on, for a program that has to be told one. The system's own choice would be one of those
 * that it gives to the next connection of any test, before the program listens or while it is stopped.
 */
export async function freePort(): Promise<number> {
  const port = randomInt(FIRST, LAST);
  const probe = createServer().listen(port, '127.0.0.1');
  try {
    await once(probe, 'listening');
  } catch {
    return freePort(); // it is taken
  }
  probe.close();
  await once(probe, 'close');
  return port;
}
