import { existsSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../terminal/errors.ts';

/**
 * The files that arguments name: a pattern that the shell left as it is, because it was quoted or on Windows, is expanded
 * here, in the order of the names.
 * @throws UserError when a pattern fits no file
 */
export async function filesNamed(args: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const arg of args) {
    if (!/[*?[{]/.test(arg) || existsSync(arg)) {
      files.push(arg);
      continue;
    }
    const found: string[] = [];
    for await (const entry of glob(arg, { withFileTypes: true })) {
      if (!entry.isDirectory()) found.push(join(entry.parentPath, entry.name));
    }
    if (found.length === 0) throw new UserError(`${arg}: no file fits this pattern`);
    files.push(...found.sort());
  }
  return files;
}
