import { SafeError } from 'postgraphile/grafast';
import { createGate } from '../gate.ts';
import { limits } from '../limits.ts';
import type { Answer, Question } from './messages.ts';
import { type LargeThread, startLargeThread, ThreadEndedError, type ThreadOptions } from './supervised_thread.ts';

/** Answers large requests, few at a time, in a thread of its own: what they take is taken from each other. */
export type LargeLane = {
  /**
   * @param gone fires when nobody waits for the answer any more
   * @throws SafeError saying which limit was met, or what that signal was fired with
   */
  answer(question: Question, gone?: AbortSignal): Promise<Answer>;
  close(): Promise<void>;
};

/** The thread is started by the first request, and again by the first after it had to be ended. */
export function createLargeLane(options: ThreadOptions): LargeLane {
  const { atOnce, waiting, waitingMilliseconds } = limits.large;
  const gate = createGate(atOnce, {
    longest: waiting,
    milliseconds: waitingMilliseconds,
    whenFull: () => new SafeError(`${waiting} large requests wait already, at most so many do: ask for less, or later`),
    whenLate: () =>
      new SafeError(
        `this large request waited for ${waitingMilliseconds / 1000} s behind others: ask for less, or later`,
      ),
  });
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
  const ask = async (question: Question, gone: AbortSignal | undefined): Promise<Answer> => {
    try {
      return await (await thread()).ask(question, gone);
    } catch (error) {
      if (!(error instanceof ThreadEndedError) || error.byThisRequest || closed) throw error;
      return (await thread()).ask(question, gone);
    }
  };

  const closing = () => new SafeError('the server is closing');

  return {
    async answer(question, gone) {
      if (closed) throw closing();
      const leave = await gate.enter();
      try {
        return await ask(question, gone);
      } finally {
        leave();
      }
    },
    async close() {
      closed = true;
      gate.close(closing);
      const running = await current?.catch(() => undefined); // it did not start
      await running?.end();
    },
  };
}
