import { ArchiveError } from './unzip.ts';

/** Why a file cannot be read; undefined when the error is about something else. */
export function fileProblem(error: unknown): string | undefined {
  if (error instanceof ArchiveError) return error.message;
  if (!(error instanceof Error && 'syscall' in error && (error.syscall === 'open' || error.syscall === 'read'))) {
    return undefined;
  }
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'this is a folder, not a file';
  if (code === 'EACCES') return 'this file may not be read';
  return error.message;
}
