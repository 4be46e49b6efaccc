#!/usr/bin/env node
// Starts pgaugur under a Node that can run it. This file is plain JavaScript that any Node understands: where the
// system's Node is too old, it hands over to the one that comes with the npm package `node`.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
// A checkout runs its sources; Node strips no types under node_modules, so an installed package runs what was built.
const installed = here.split(sep).includes('node_modules');
const main = installed ? join(here, '..', 'dist', 'src', 'cli', 'main.js') : join(here, 'cli', 'main.ts');

/** Says that this process was started by an older Node, for its sake. */
const HANDED_OVER = 'PGAUGUR_HANDED_OVER';

// Who started us may be gone before anything else is loaded: see until_signal.ts.
process.env.PGAUGUR_STARTED_BY = String(process.ppid);
hideArguments();
const [major, minor] = process.versions.node.split('.').map(Number);
if (major > 22 || (major === 22 && minor >= 18)) {
  if (process.env[HANDED_OVER]) endWithParent();
  await import(main);
} else {
  const node = bundledNode();
  if (!node) {
    console.error(
      `pgaugur needs Node 22.18 or newer; this is ${process.version}, and the npm package "node" is missing.`,
    );
    process.exit(1);
  }
  // A terminal signals the child too, which takes what arrives twice within a second as one.
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, [HANDED_OVER]: 'yes' },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}

/** A password behind --database-url would stand in the list of processes, for everybody on this machine, as long as we run. */
function hideArguments() {
  const flag = '--database-url';
  const given = process.argv.slice(2);
  if (!given.some((word) => word === flag || word.startsWith(`${flag}=`))) return;
  const shown = given.map((word, i) => (given[i - 1] === flag || word.startsWith(`${flag}=`) ? '***' : word));
  process.title = ['pgaugur', ...shown].join(' ');
}

/** Who is killed signals nobody: the channel to us closes, and we end as if we had been asked to. */
function endWithParent() {
  delete process.env[HANDED_OVER];
  const end = () => process.kill(process.pid, 'SIGTERM');
  if (!process.connected) return end();
  process.once('disconnect', end);
  process.channel?.unref();
}

function bundledNode() {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('node/package.json'));
    const path = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}
