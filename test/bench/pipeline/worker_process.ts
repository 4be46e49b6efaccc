import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Installation } from '../../support/database.ts';
import { EXECUTABLE } from '../../support/executable.ts';

/** `pgaugur worker` as a host runs it: a process of its own, two steps at a time. */
export type WorkerProcess = {
  /** Seconds of processor time so far, of its threads too. */
  cpuSeconds(): number;
  residentMb(): number;
  stop(): Promise<void>;
};

export async function startWorkerProcess({ url, schema }: Installation): Promise<WorkerProcess> {
  const child = spawn(process.execPath, [EXECUTABLE, 'worker', '--concurrency', '2'], {
    env: { ...process.env, DATABASE_URL: url, PGAUGUR_SCHEMA: schema, PGAUGUR_LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await ready(child);
  const { pid } = child;
  if (pid === undefined) throw new Error('a worker that is ready has no process id');
  return {
    cpuSeconds: () => processorSeconds(pid),
    residentMb: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024,
    async stop() {
      child.kill('SIGTERM');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}

async function ready(child: ChildProcess): Promise<void> {
  if (!child.stdout) throw new Error('the worker has no standard output');
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('worker ready')) return;
  }
  throw new Error('the worker ended before it was ready');
}

/** Of the backends of a server, those that have ended too. */
export function serverSeconds(postmaster: number): number {
  const own = statOf(postmaster);
  const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return (
    own.used +
    own.ofEnded +
    children.reduce((sum, name) => {
      const stat = statOf(Number(name));
      return stat.parent === postmaster ? sum + stat.used : sum;
    }, 0)
  );
}

/** Of one process. */
export const processorSeconds = (pid: number): number => statOf(pid).used;

/** Linux counts in hundredths of a second. Of a process that has just ended all is 0. */
function statOf(pid: number): { parent: number; used: number; ofEnded: number } {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return { parent: 0, used: 0, ofEnded: 0 };
  }
  // The name in parentheses may hold spaces.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  return { parent: fields[1], used: (fields[11] + fields[12]) / 100, ofEnded: (fields[13] + fields[14]) / 100 };
}
