import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** How to reach the embedded server: kept in its folder, for later starts and for other commands. */
const connection = z.object({ port: z.number().int(), password: z.string() });
export type Connection = z.infer<typeof connection>;

const pathIn = (directory: string): string => join(directory, 'connection.json');

/** Undefined where no embedded server has been started yet. */
export async function readConnection(directory: string): Promise<Connection | undefined> {
  const text = await readFile(pathIn(directory), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : connection.parse(JSON.parse(text));
}

/** Only the owner may read it: it holds the password. */
export const writeConnection = (directory: string, { port, password }: Connection): Promise<void> =>
  writeFile(pathIn(directory), JSON.stringify({ port, password }), { mode: 0o600 });

export const connectionUrl = ({ port, password }: Connection): string =>
  `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
