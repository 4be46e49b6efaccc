import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Installation } from '../support/database.ts';
import { EXECUTABLE } from '../support/executable.ts';
import type { Held, Journal, Journals } from './journal.ts';

/** Worker processes of their own, each replaced as soon as it is killed or frozen. */
export type Crew = {
  readonly size: number;
  /** Waits until one takes jobs. */
  ready(position: number): Promise<void>;
  /** Which of them has begun a step since then; undefined when none has, or it is over. */
  positionOf(step: string, since: number): number | undefined;
  /** What one works on. */
  held(position: number): readonly Held[];
  /** Sends SIGKILL to one and starts another in its place. @returns what it worked on */
  kill(position: number): Promise<readonly Held[]>;
  /** Stops one where it stands and starts another in its place. */
  freeze(position: number): Frozen;
  /** How many worked, and ended without being asked to. */
  deserted(): number;
  /** Asks all to end. @returns how many did not do so in order */
  stop(): Promise<number>;
};

export type Frozen = {
  /** What it works on. */
  held(): readonly Held[];
  /** Lets it go on. */
  thaw(): void;
  /** Asks it to end. @returns its exit code */
  end(): Promise<number | null>;
};

type Started = { readonly child: ChildProcess; readonly ready: Promise<unknown>; readonly journal: Journal };

export function startCrew({ url, schema }: Installation, size: number, journals: Journals): Crew {
  const shown = process.env.PGAUGUR_LOG_LEVEL ? (text: string) => console.error(text) : undefined;
  const started = new Set<ChildProcess>();
  let [deserted, stopping] = [0, false];
  const workers: Started[] = [];
  /** One that ends by itself is started again, as whoever looks after a host does: it may do so while it starts. */
  const start = (position: number): void => {
    const child = spawn(process.execPath, [EXECUTABLE, 'worker', '--concurrency', '2', '--wait'], {
      env: { ...process.env, DATABASE_URL: url, PGAUGUR_SCHEMA: schema, PGAUGUR_LOG_LEVEL: 'debug' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    started.add(child);
    const journal = journals.follow(child.stderr, shown);
    let isReady = false;
    const ready = new Promise<void>((done) => {
      child.stdout.on('data', (said: Buffer) => {
        isReady ||= said.includes('worker ready');
        if (isReady) done();
      });
      child.once('close', () => {
        done();
        started.delete(child);
        if (asked.has(child) || stopping) return;
        if (isReady) deserted++;
        start(position);
      });
    });
    workers[position] = { child, ready, journal };
  };
  for (let position = 0; position < size; position++) start(position);
  const onExit = () => {
    for (const child of started) child.kill('SIGKILL');
  };
  process.once('exit', onExit);
  return {
    size,
    async ready(position) {
      await workers[position].ready;
    },
    positionOf(step, since) {
      const began = (one: Held) => one.step === step && one.since >= since;
      const position = workers.findIndex(({ journal }) => journal.held().some(began));
      return position < 0 ? undefined : position;
    },
    held: (position) => workers[position].journal.held(),
    async kill(position) {
      const { child, journal } = workers[position];
      await end(child, 'SIGKILL');
      start(position);
      return journal.held();
    },
    freeze(position) {
      const { child, journal } = workers[position];
      child.kill('SIGSTOP');
      start(position);
      return {
        held: () => journal.held(),
        thaw: () => void child.kill('SIGCONT'),
        end: () => end(child, 'SIGTERM'),
      };
    },
    deserted: () => deserted,
    async stop() {
      stopping = true;
      await Promise.all(workers.map(({ ready }) => ready)); // one that still starts may not hear it
      for (const child of started) child.kill('SIGCONT');
      const exits = await Promise.all([...started].map((child) => end(child, 'SIGTERM')));
      process.off('exit', onExit);
      return exits.filter((code) => code !== 0).length;
    },
  };
}

/** How long one may take to end in order. */
const END_MILLISECONDS = 60_000;

/** Those that were told to end. */
const asked = new WeakSet<ChildProcess>();

/** Until all that it said has been read. @returns its exit code; null after a signal */
async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const closed = once(child, 'close');
    asked.add(child);
    child.kill(signal);
    const late = setTimeout(() => child.kill('SIGKILL'), END_MILLISECONDS);
    await closed;
    clearTimeout(late);
  }
  return child.exitCode;
}
