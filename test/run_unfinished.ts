import { relative, resolve } from 'node:path';

/** What an event of node:test says of a test. */
type Told = { readonly name: string; readonly file?: string };

const NAMED = 5;

/**
 * Keeps which tests have begun or wait, and have not ended: of a process that is ended, node:test names nothing but the
 * file that it was given.
 */
export function unfinishedTests(root: string) {
  const open = new Map<string, Map<string, number>>();
  const count = ({ name, file }: Told, change: 1 | -1) => {
    if (file === undefined) return;
    const path = resolve(root, file);
    const names = open.get(path) ?? new Map<string, number>();
    open.set(path, names.set(name, (names.get(name) ?? 0) + change));
  };
  return {
    enqueued: (told: Told) => count(told, 1),
    completed: (told: Told) => count(told, -1),
    /** A line for each of these files that did not end, with its tests that did not. */
    of: (files: readonly string[]): string[] =>
      files.flatMap((file) => {
        const names = open.get(resolve(root, file));
        const label = relative(root, resolve(root, file));
        if (names === undefined) return [`${label}: nothing of it has begun`];
        const left = [...names].filter(([, times]) => times > 0).map(([name]) => name);
        if (left.length === 0) return [];
        const more = left.length > NAMED ? ` and ${left.length - NAMED} more` : '';
        return [`${label}: ${left.slice(0, NAMED).join('; ')}${more}`];
      }),
  };
}
