import { existsSync } from 'node:fs';

/** Real price files and independently computed features, which lie beside a checkout on some machines only. */
export const SHARED = new URL('../../../shared/', import.meta.url);

/** For `{ skip }` of a test that reads a file or folder of them: false where it is there, else the reason. */
export function unlessShared(path: string): string | false {
  return existsSync(new URL(path, SHARED)) ? false : `../shared/${path} is not beside this checkout`;
}
