import { readFileSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const holder = z.object({ processId: z.number().int(), startTime: z.string().nullable(), startedAt: z.string() });

/** Another live process works in the folder. */
export class AlreadyRunningError extends Error {
  override name = 'AlreadyRunningError';
}

/**
 * Makes this process the only one of its kind in a folder, until `release` is called. The lock of a process that is
 * gone is taken over.
 * @throws AlreadyRunningError naming the process that holds it
 */
export async function lockFolder(directory: string): Promise<{ release(): Promise<void> }> {
  const path = join(directory, 'start.lock');
  const mine = JSON.stringify({
    processId: process.pid,
    startTime: startTimeOf(process.pid),
    startedAt: new Date().toISOString(),
  });
  for (let tries = 0; ; tries++) {
    try {
      await writeFile(path, mine, { flag: 'wx' });
      return { release: () => rm(path, { force: true }) };
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST') || tries === 3) throw error;
    }
    const text = await readFile(path, 'utf8').catch(() => '');
    const found = holder.safeParse(parseJson(text));
    if (found.success && isSameProcess(found.data.processId, found.data.startTime)) {
      throw new AlreadyRunningError(
        `pgaugur already runs in ${directory}: process ${found.data.processId}, since ${found.data.startedAt}. ` +
          'Stop it, or start this one in another folder (--directory).',
      );
    }
    await rm(path, { force: true });
  }
}

/** Whether a process with this id exists (also when it is not ours to signal). */
export function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return !isZombie(processId);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function isSameProcess(processId: number, startTime: string | null): boolean {
  return isAlive(processId) && startTimeOf(processId) === startTime;
}

/** Fields of /proc/<pid>/stat after the command name, which may itself hold spaces and parentheses. */
function statFields(processId: number): string[] | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const text = readFileSync(`/proc/${processId}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined; // gone in the meantime
  }
}

const isZombie = (processId: number): boolean => statFields(processId)?.[0] === 'Z';

/** When the process began, in clock ticks since boot: tells a reused process id from the original. */
const startTimeOf = (processId: number): string | null => statFields(processId)?.[19] ?? null;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // a half-written lock belongs to nobody
  }
}
