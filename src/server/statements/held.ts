import { SafeError } from 'postgraphile/grafast';
import { limits } from '../limits.ts';
import { AnswerTooLongError } from '../requests/answer_size.ts';

/** What Postgres has answered to one request, while the request is worked on. */
export type Held = {
  /**
   * Counts an answer; without one it only looks.
   * @throws AnswerTooLongError when the request holds more than it may
   * @throws SafeError when all of them do, and this one is not small
   */
  add(bytes?: number): void;
  /** The request has ended; what comes later is not counted. */
  release(): void;
  /** Fires when nobody waits for the answer any more; absent where that is not known. */
  readonly gone?: AbortSignal;
};

/** A request that holds less is answered, whatever others hold. */
const SMALL_BYTES = 1_000_000;

const TOO_MUCH_FOR_ALL = `the requests that are answered at the same time hold more than ${limits.heldBytes / 1e6} MB: ask for less, or later`;

/** Many requests, each with many statements, would fill the memory though none of these is too long. */
export function createHeldAnswers(): { begin(gone?: AbortSignal): Held } {
  let all = 0;
  return {
    begin(gone) {
      let own = 0;
      let isOver = false;
      return {
        gone,
        add(bytes = 0) {
          if (isOver) return;
          own += bytes;
          all += bytes;
          if (own > limits.smallAnswerBytes) throw new AnswerTooLongError(limits.smallAnswerBytes);
          if (all > limits.heldBytes && own > SMALL_BYTES) throw new SafeError(TOO_MUCH_FOR_ALL);
        },
        release() {
          if (isOver) return;
          isOver = true;
          all -= own;
        },
      };
    },
  };
}
