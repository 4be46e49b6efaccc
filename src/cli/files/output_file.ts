import { existsSync } from 'node:fs';
import { realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { UserError } from '../terminal/errors.ts';

/**
 * Writes text to standard output as fast as its reader takes it. A reader who has seen enough and closes its end, as
 * `head` does, is no error.
 */
export async function writeToStdout(chunks: Iterable<string>): Promise<void> {
  try {
    await pipeline(chunks, process.stdout, { end: false });
  } catch (error) {
    if (codeOf(error) === 'EPIPE') return;
    throw systemErrorAs('standard output', error);
  }
}

/** A file to be written: where it is, behind symbolic links, and the mode of the one that is there now. */
export type OutputFile = { readonly path: string; readonly mode?: number };

/**
 * Where `--out` points.
 * @throws UserError when it is no place for a file, or is one of `sources`, which the output would destroy
 */
export async function outputFile(path: string, sources: readonly string[]): Promise<OutputFile> {
  if (path === '') throw new UserError('--out needs the name of a file, received nothing');
  try {
    const there = await stat(path);
    if (there.isDirectory()) throw new UserError(`--out ${path} is a folder, not a file`);
    // A device or pipe cannot be replaced by a finished file.
    if (!there.isFile())
      throw new UserError(`--out ${path} is no ordinary file; without --out, the output can be piped`);
    for (const source of sources) {
      const input = await stat(source);
      if (there.dev === input.dev && there.ino === input.ino) {
        throw new UserError(`--out ${path} is one of the files that are read, which it would replace`);
      }
    }
    return { path: await realpath(path), mode: there.mode & 0o777 };
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw systemErrorAs(`--out ${path}`, error);
  }
  const folder = dirname(path);
  if (!existsSync(folder)) throw new UserError(`--out ${path} cannot be written: there is no folder ${folder}`);
  return { path };
}

/**
 * Writes a file that is complete or not there: under another name beside it, which then takes its place. A file that
 * was there stays as it is until then.
 */
export async function writeWholeFile({ path, mode }: OutputFile, chunks: Iterable<string>): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, chunks, { mode, flush: true });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw systemErrorAs(`--out ${path}`, error);
  }
}

/** What the system refuses is the user's to mend; every other error is passed on as it is. */
function systemErrorAs(thing: string, error: unknown): unknown {
  if (!(error instanceof Error && 'syscall' in error)) return error;
  return new UserError(`${thing} cannot be written: ${error.message}`);
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);
