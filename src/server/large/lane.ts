import { SafeError } from 'postgraphile/grafast';
import { limits } from '../limits.ts';
import type { Answer, Question } from './messages.ts';
import { type LargeThread, startLargeThread, ThreadEndedError, type ThreadOptions } from './supervised_thread.ts';

/** Answers large requests, few at a time, in a thread of its own: what they take is taken from each other. */
export type LargeLane = {
  /** @throws SafeError saying which limit was met */
  answer(question: Question): Promise<Answer>;
  close(): Promise<void>;
};

type Waiting = { readonly go: () => void; readonly give: (error: Error) => void };

/** The thread is started by the first request, and again by the first after it had to be ended. */
export function createLargeLane(options: ThreadOptions): LargeLane {
  const waiting: Waiting[] = [];
  let atOnce = 0;
  let closed = false;
  let current: Promise<LargeThread> | undefined;

  const thread = (): Promise<LargeThread> => {
    if (current) return current;
    const started = startLargeThread(options);
    const forget = () => {
      if (current === started) current = undefined;
    };
    started.then((made) => made.ended.then(forget), forget);
    current = started;
    return started;
  };

  /** One that another took the thread from is asked once more. */
  const ask = async (question: Question): Promise<Answer> => {
    try {
      return await (await thread()).ask(question);
    } catch (error) {
      if (!(error instanceof ThreadEndedError) || error.byThisRequest || closed) throw error;
      return (await thread()).ask(question);
    }
  };

  const turn = (): Promise<void> => {
    if (atOnce < limits.large.atOnce) {
      atOnce++;
      return Promise.resolve();
    }
    if (waiting.length >= limits.large.waiting) {
      throw new SafeError(
        `${limits.large.waiting} large requests wait already, at most so many do: ask for less, or later`,
      );
    }
    return new Promise((resolve, reject) => {
      const impatience = setTimeout(() => {
        waiting.splice(waiting.indexOf(one), 1);
        const seconds = limits.large.waitingMilliseconds / 1000;
        reject(new SafeError(`this large request waited for ${seconds} s behind others: ask for less, or later`));
      }, limits.large.waitingMilliseconds);
      const one: Waiting = {
        go: () => {
          clearTimeout(impatience);
          resolve();
        },
        give: (error) => {
          clearTimeout(impatience);
          reject(error);
        },
      };
      waiting.push(one);
    });
  };

  return {
    async answer(question) {
      if (closed) throw new SafeError('the server is closing');
      await turn();
      try {
        return await ask(question);
      } finally {
        const next = waiting.shift();
        if (next) next.go();
        else atOnce--;
      }
    },
    async close() {
      closed = true;
      for (const { give } of waiting.splice(0)) give(new SafeError('the server is closing'));
      const running = await current?.catch(() => undefined); // it did not start
      await running?.end();
    },
  };
}
