import type { Host, Manners } from './provider.ts';

/** Lets requests through: so many at a time, a pause between their starts, and none before `until` once it is said. */
export type RequestQueue = {
  /** @throws when the signal fires while it waits */
  through<Result>(request: () => Promise<Result>): Promise<Result>;
  /** Holds back every request that has not started. */
  pause(milliseconds: number): void;
};

export function requestQueue({ atOnce, paceMs }: Manners, { now, sleep, signal }: Host): RequestQueue {
  const waiting: (() => void)[] = [];
  let free = atOnce;
  let next = 0;

  const enter = async (): Promise<void> => {
    if (free > 0) free--;
    else await new Promise<void>((done) => waiting.push(done));
  };
  /** A place is handed on, or is free. */
  const leave = (): void => {
    const first = waiting.shift();
    if (first) first();
    else free++;
  };
  const turn = async (): Promise<void> => {
    for (;;) {
      const wait = next - now().getTime();
      if (wait <= 0) break;
      await sleep(wait, signal);
    }
    next = now().getTime() + paceMs;
  };

  return {
    async through(request) {
      await enter();
      try {
        await turn();
        return await request();
      } finally {
        leave();
      }
    },
    pause: (milliseconds) => {
      next = Math.max(next, now().getTime() + milliseconds);
    },
  };
}
