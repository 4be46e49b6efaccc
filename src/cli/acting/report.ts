import type { OperatedRun } from '../../db/operations.ts';
import type { Refused } from './each.ts';

/** Says what was done and what was not, a line each; the exit code is 1 when something was refused. */
export function reportEach<Done>(
  { done, refused }: { readonly done: readonly Done[]; readonly refused: readonly Refused<unknown>[] },
  { json, line }: { readonly json?: boolean; readonly line: (done: Done) => string },
): void {
  if (json) console.log(JSON.stringify({ done, refused }));
  else for (const one of done) console.log(line(one));
  for (const { error } of refused) console.error(`pgaugur: ${error}`);
  if (refused.length > 0) process.exitCode = 1;
}

/** What became of a request: a run of its own, or one that is open and is followed by what was asked for. */
export function runLine({ id, symbol, kind, status, thenTrain }: OperatedRun): string {
  const then = kind !== 'training' && thenTrain !== null ? '; a training follows it' : '';
  return `${symbol}  run ${id} (${kind}) is ${status}${then}`;
}
