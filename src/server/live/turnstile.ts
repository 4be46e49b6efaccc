/**
 * Grafast works out an event as soon as there is one and keeps the result for whoever sends it. A subscriber that reads
 * slowly would fill the memory with results; so the next event is handed in only when the last result has been asked for.
 */
export type Turnstile = {
  /** Events, as slowly as results are taken. */
  events<Event>(source: AsyncIterableIterator<Event, undefined>): AsyncIterableIterator<Event, undefined>;
  /** Each time that one of these results is asked for, an event is let in. */
  letIn(results: Pick<AsyncGenerator, 'next'>): void;
};

export function createTurnstile(): Turnstile {
  let asked = 0;
  let admit = () => {};
  const admitted = async () => {
    while (asked === 0) {
      await new Promise<void>((open) => {
        admit = open;
      });
    }
    asked -= 1;
  };

  return {
    events: (source) => ({
      async next() {
        await admitted();
        return source.next();
      },
      async return() {
        await source.return?.();
        return { done: true, value: undefined };
      },
      async throw(error) {
        await source.return?.();
        throw error;
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    }),
    letIn(results) {
      const next = results.next.bind(results);
      results.next = (...none) => {
        asked += 1;
        admit();
        return next(...none);
      };
    },
  };
}
