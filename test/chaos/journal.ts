import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { z } from 'zod';

/** One attempt of a step, as workers name it in their log. */
const attempt = z.object({ run: z.number().int(), step: z.string(), attempt: z.number().int() });
export type Attempt = z.infer<typeof attempt>;

/** One under way. @member since as `performance.now()` counts */
export type Held = Attempt & { readonly since: number };

const line = attempt.extend({ msg: z.string() });

/** How the log of a worker names the ends of an attempt; one that a lost connection ended is not heard of any more. */
const ENDS: readonly string[] = [
  'step finished',
  'step failed',
  'step given back: the worker shuts down',
  'step refused: another attempt took over',
];

/** What one worker has said about its steps. */
export type Journal = {
  /** What it works on, as far as it has said. */
  held(): readonly Held[];
};

export type Journals = {
  /** Follows the log of one worker. @param onLine told what is read */
  follow(log: Readable, onLine?: (text: string) => void): Journal;
  /** Steps that workers say to have finished more often than once. */
  finishedTwice(): number;
};

const nameOf = ({ run, step }: Pick<Attempt, 'run' | 'step'>) => `${run}:${step}`;
export const sameAttempt = (a: Attempt, b: Attempt): boolean => nameOf(a) === nameOf(b) && a.attempt === b.attempt;

export function keepJournals(): Journals {
  const finished = new Map<string, number>();
  return {
    follow(log, onLine) {
      const held = new Map<string, Held>();
      createInterface({ input: log }).on('line', (text) => {
        onLine?.(text);
        const said = line.safeParse(parsed(text));
        if (!said.success) return; // of something else
        const { msg, ...one } = said.data;
        if (msg === 'step started') held.set(nameOf(one), { ...one, since: performance.now() });
        if (ENDS.includes(msg)) held.delete(nameOf(one));
        if (msg === 'step finished') finished.set(nameOf(one), (finished.get(nameOf(one)) ?? 0) + 1);
      });
      return { held: () => [...held.values()] };
    },
    finishedTwice: () => [...finished.values()].filter((times) => times > 1).length,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // a line cut short by a kill, or one of Node's own
  }
}
