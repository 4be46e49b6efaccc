import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { z } from 'zod';

/** What is computed once: the result of a part, from where it was kept or made now. */
export type Part = <T>(name: string, schema: z.ZodType<T>, make: () => Promise<T>) => Promise<T>;

export type Parts = {
  readonly part: Part;
  /** Whether the result of a part is there. */
  readonly has: (name: string) => boolean;
};

/**
 * Keeps the results of parts in a folder, so that a run that was cut goes on where it was. Whoever changes what a part
 * computes takes another folder. Without a folder every part is made.
 */
export function partsIn(folder: string): Parts {
  const fileOf = (name: string) => join(folder, `${name.replaceAll(/[^a-z0-9]+/gi, '_')}.part`);
  const has = (name: string) => folder !== '' && existsSync(fileOf(name));
  return {
    has,
    async part(name, schema, make) {
      const file = fileOf(name);
      if (has(name)) return schema.parse(deserialize(await readFile(file)));
      const made = await make();
      if (folder === '') return made;
      await mkdir(folder, { recursive: true });
      // Named when it is whole: half a file would be taken for a part.
      await writeFile(`${file}.new`, serialize(made));
      await rename(`${file}.new`, file);
      return made;
    },
  };
}
