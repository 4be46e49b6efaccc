import { Worker } from 'node:worker_threads';
import { SafeError } from 'postgraphile/grafast';
import type { Logger } from '../../env/log.ts';
import { moduleSuffix } from '../../env/package_root.ts';
import { threadOptions } from '../../env/thread_options.ts';
import { TOO_LONG_TO_PLAN } from '../errors.ts';
import { limits } from '../limits.ts';
import type { Answer, Question, Said, Start, Told } from './messages.ts';
import { timeOf } from './thread_time.ts';

export type ThreadOptions = {
  readonly databaseUrl: string;
  readonly schema: string;
  readonly log: Logger;
  /** What a thread gets beside its time to plan, as a machine with much to do lets it wait, too. */
  readonly graceMilliseconds?: number;
};

/** The thread was ended, by this request or by one that was answered beside it. */
export class ThreadEndedError extends SafeError {
  readonly byThisRequest: boolean;
  constructor(message: string, byThisRequest: boolean) {
    super(message);
    this.byThisRequest = byThisRequest;
  }
}

export type LargeThread = {
  /** @param gone fires when nobody waits for the answer any more: its statements are ended, and it is answered with that */
  ask(question: Question, gone?: AbortSignal): Promise<Answer>;
  readonly ended: Promise<void>;
  end(): Promise<void>;
};

type Open = {
  readonly answer: (answer: Answer) => void;
  readonly fail: (error: Error) => void;
  planning?: NodeJS.Timeout;
};

const LOOKS = 10;

const TOO_MUCH_MEMORY = `the large requests that were answered at the same time took more memory than ${limits.largeMegabytes} MB: ask for fewer rows or fields`;

/** A thread that is ended when it plans for too long, for nothing in it can stop that, or takes too much memory. */
export async function startLargeThread({
  databaseUrl,
  schema,
  log,
  graceMilliseconds: grace = limits.planningGraceMilliseconds,
}: ThreadOptions): Promise<LargeThread> {
  const workerData: Start = { databaseUrl, schema, logLevel: log.level };
  const worker = new Worker(new URL(`./thread${moduleSuffix}`, import.meta.url), {
    workerData,
    execArgv: threadOptions(),
    resourceLimits: { maxOldGenerationSizeMb: limits.largeMegabytes },
  });
  const open = new Map<number, Open>();
  let ids = 0;

  const close = (id: number): Open | undefined => {
    const request = open.get(id);
    clearInterval(request?.planning);
    open.delete(id);
    return request;
  };
  const endBecauseOf = (culprit: number): void => {
    close(culprit)?.fail(new ThreadEndedError(TOO_LONG_TO_PLAN, true));
    void worker.terminate();
  };
  const watchPlanning = (id: number): void => {
    const request = open.get(id);
    if (!request) return;
    const most = limits.planningMilliseconds + grace;
    const started = timeOf(worker);
    request.planning = setInterval(async () => {
      const [from, to] = [await started, await timeOf(worker)];
      if (from === undefined || to === undefined) return;
      if (to - from > most && open.has(id)) endBecauseOf(id);
    }, most / LOOKS);
  };

  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  void ended.then(() => {
    for (const id of [...open.keys()])
      close(id)?.fail(new ThreadEndedError('the thread of large requests ended', false));
  });
  const ready = new Promise<void>((resolve, reject) => {
    worker.on('message', (said: Said) => {
      if (said.kind === 'ready') resolve();
      else if (said.kind === 'planning') watchPlanning(said.id);
      else if (said.kind === 'planned') {
        clearInterval(open.get(said.id)?.planning);
      } else close(said.id)?.answer(said.answer);
    });
    worker.on('error', (error) => {
      log.error({ err: error }, 'the thread that answers large requests failed');
      const byMemory = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      for (const id of [...open.keys()]) {
        close(id)?.fail(byMemory ? new ThreadEndedError(TOO_MUCH_MEMORY, true) : error);
      }
      reject(error);
    });
    worker.once('exit', () => reject(new Error('the thread of large requests ended before it was ready')));
  });
  await ready;
  worker.unref(); // it does not keep a process alive, but who waits for its start does

  return {
    ended,
    async ask(question, gone) {
      gone?.throwIfAborted(); // while it waited for the thread
      const id = ++ids;
      const say = (told: Told) => worker.postMessage(told);
      const leave = () => say({ kind: 'gone', id });
      gone?.addEventListener('abort', leave, { once: true });
      return new Promise<Answer>((answer, fail) => {
        open.set(id, { answer, fail });
        say({ kind: 'asked', id, question });
      }).finally(() => gone?.removeEventListener('abort', leave));
    },
    async end() {
      worker.ref(); // who waits for its end would else wait for nothing, once nothing else keeps the process alive
      await worker.terminate();
    },
  };
}
