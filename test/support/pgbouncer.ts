import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import type { Between } from './pooler.ts';
import { freePort } from './ports.ts';
import { until } from './until.ts';

/** Why there is no PgBouncer here, for tests that need it; undefined where there is one. */
export const noPgbouncer: string | undefined =
  spawnSync('pgbouncer', ['--version']).status === 0 ? undefined : 'no pgbouncer here';

/** The real one, in transaction mode, between a client and the server of a URL. Its files go into `folder`. */
export async function pgbouncer(url: string, folder: string): Promise<Between> {
  const target = new URL(url);
  const port = await freePort();
  const config = join(folder, 'pgbouncer.ini');
  await writeFile(
    config,
    `[databases]
* = host=${target.hostname} port=${target.port} user=${target.username} password=${decodeURIComponent(target.password)}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 2
ignore_startup_parameters = extra_float_digits,options
`,
    { mode: 0o644 },
  );
  // It does not run as root.
  const asRoot = process.getuid?.() === 0 ? ['--user', 'nobody'] : [];
  const child: ChildProcess = spawn('pgbouncer', [...asRoot, config], { stdio: 'ignore' });
  const exited = once(child, 'exit');
  target.port = String(port);
  await until(() => answers(port), 'pgbouncer to listen');
  return {
    url: target.href,
    async close() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

const answers = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const socket = createConnection(port, '127.0.0.1');
    socket.on('connect', () => {
      socket.destroy();
      done(true);
    });
    socket.on('error', () => done(false));
  });
