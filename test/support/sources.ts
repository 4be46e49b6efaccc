import { globSync, readFileSync } from 'node:fs';
import { sep } from 'node:path';

/** A file by its path from the root, with slashes. */
export type Source = { readonly file: string; readonly text: string };

const root = new URL('../../', import.meta.url);

export const sourcesAt = (...patterns: readonly string[]): Source[] =>
  globSync(patterns, { cwd: root }).map((path) => ({
    file: path.split(sep).join('/'),
    text: readFileSync(new URL(path, root), 'utf8'),
  }));
