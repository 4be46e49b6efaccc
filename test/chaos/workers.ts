import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { EXECUTABLE } from '../support/executable.ts';
import type { Laboratory } from '../support/laboratory.ts';

/** Worker processes of their own, each replaced as soon as it is killed. */
export type Crew = {
  readonly size: number;
  /** Waits until one takes jobs. */
  ready(position: number): Promise<void>;
  /** Which of them a process is; undefined when it is none. */
  positionOf(processId: number): number | undefined;
  /** Sends SIGKILL to one and starts another in its place. */
  kill(position: number): Promise<void>;
  /** Ends all in order. */
  stop(): Promise<void>;
};

type Started = { readonly child: ChildProcess; readonly ready: Promise<unknown> };

export function startCrew({ url, schema }: Pick<Laboratory, 'url' | 'schema'>, size: number): Crew {
  const start = (): Started => {
    const child = spawn(process.execPath, [EXECUTABLE, 'worker', '--concurrency', '2'], {
      env: {
        ...process.env,
        DATABASE_URL: url,
        PGAUGUR_SCHEMA: schema,
        PGAUGUR_LOG_LEVEL: process.env.PGAUGUR_LOG_LEVEL ?? 'silent',
      },
      stdio: ['ignore', 'pipe', process.env.PGAUGUR_LOG_LEVEL ? 'inherit' : 'ignore'],
    });
    child.stdout.resume(); // what it says later is of no interest, and must not fill the pipe
    return { child, ready: Promise.race([once(child.stdout, 'data'), once(child, 'exit')]) };
  };
  const workers = Array.from({ length: size }, start);
  const onExit = () => {
    for (const { child } of workers) child.kill('SIGKILL');
  };
  process.once('exit', onExit);
  const end = async ({ child: worker }: Started, signal: NodeJS.Signals) => {
    if (worker.exitCode !== null || worker.signalCode !== null) return;
    const exited = once(worker, 'exit');
    worker.kill(signal);
    await exited;
  };
  return {
    size,
    async ready(position) {
      await workers[position].ready;
    },
    positionOf(processId) {
      const position = workers.findIndex(({ child }) => child.pid === processId);
      return position < 0 ? undefined : position;
    },
    async kill(position) {
      await end(workers[position], 'SIGKILL');
      workers[position] = start();
    },
    async stop() {
      await Promise.all(workers.map((worker) => end(worker, 'SIGTERM')));
      process.off('exit', onExit);
    },
  };
}
