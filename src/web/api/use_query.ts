import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { ask, Unreachable } from './ask.ts';
import { connection, heard, lost } from './connection.ts';
import { keyOf, type TypedDocument } from './document.ts';
import { type Polling, poll, wakeAll } from './poll.ts';

/** What is known of a question. What was read stays while it is asked again, and when it cannot be. */
export type Asked<Answer> = {
  readonly data: Answer | undefined;
  /** Why there is nothing, or nothing newer. */
  readonly error: Error | undefined;
  /** When `data` was read, in milliseconds; undefined without it. */
  readonly at: number | undefined;
  readonly again: () => void;
};

/** What was read last, so that somebody who comes back to a view sees it at once, and then what is new. */
const remembered = new Map<string, { readonly data: unknown; readonly at: number }>();
const REMEMBERED = 40;

function remember(key: string, data: unknown, at: number): void {
  remembered.delete(key);
  remembered.set(key, { data, at });
  const [oldest] = remembered.keys();
  if (remembered.size > REMEMBERED && oldest !== undefined) remembered.delete(oldest);
}

/** Asks while the component is on the screen; again after `every` milliseconds, and when other variables come. */
export function useQuery<Answer, Variables>(
  document: TypedDocument<Answer, Variables>,
  variables: Variables,
  every = 5000,
): Asked<Answer> {
  return useReading(keyOf(document, variables), (signal) => ask(document, variables, signal), every);
}

/** The same for what takes several questions. @param key what they are, with all that they depend on */
export function useReading<Answer>(
  key: string,
  read: (signal: AbortSignal) => Promise<Answer>,
  every = 5000,
): Asked<Answer> {
  const known = useSignal<{ key: string; data?: Answer; error?: Error; at?: number }>({ key });
  const polling = useRef<Polling | undefined>(undefined);
  useEffect(() => {
    const before = remembered.get(key);
    known.value = before ? { key, data: before.data as Answer, at: before.at } : { key };
    let shown = before ? JSON.stringify(before.data) : undefined;
    polling.current = poll(async (signal) => {
      try {
        const data = await read(signal);
        if (signal.aborted) return false;
        const wasLost = connection.peek().state === 'lost';
        heard();
        const at = Date.now();
        const text = JSON.stringify(data);
        // What is the same stays the same object: nothing is drawn again.
        known.value = text === shown ? { ...known.peek(), error: undefined, at } : { key, data, at };
        shown = text;
        remember(key, data, at);
        if (wasLost) wakeAll();
        return true;
      } catch (error) {
        if (signal.aborted) return false;
        const reason = error instanceof Error ? error : new Error(String(error));
        if (reason instanceof Unreachable) lost(reason.message);
        known.value = { ...known.peek(), error: reason };
        return false;
      }
    }, every);
    return () => polling.current?.stop();
  }, [key, every]);
  const current = known.value.key === key ? known.value : { key };
  return { data: current.data, error: current.error, at: current.at, again: () => polling.current?.wake() };
}

/**
 * The answer before stays while another page, filter or order of the same list is read: what is on the screen does not
 * jump. `isBehind` says that it is not yet what was asked for.
 */
export function useKept<Answer>(asked: Asked<Answer>): Asked<Answer> & { readonly isBehind: boolean } {
  const last = useRef<Answer | undefined>(undefined);
  if (asked.data !== undefined) last.current = asked.data;
  return {
    ...asked,
    data: asked.data ?? last.current,
    isBehind: asked.data === undefined && last.current !== undefined,
  };
}
