import type { Run, RunStep } from '../../db/run_grid.ts';
import { table } from '../terminal/table.ts';
import { duration, style } from '../terminal/text.ts';
import { colouredStatus, legend, mark } from './marks.ts';

/** One run step by step: what each found, how long it took, what went wrong last. */
export function runLines(run: Run): string[] {
  const time = run.seconds === null ? '' : ` ${run.finishedAt ? 'in' : 'for'} ${duration(run.seconds)}`;
  const canGoOn = run.status === 'failed' || run.status === 'cancelled';
  return [
    `${style('bold', run.symbol)}  ${run.kind} run ${run.id}, ${colouredStatus(run.status)}${time}`,
    style('dim', `requested ${run.requestedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC: ${run.reason}`),
    '',
    ...table(
      ['', 'step', { right: 'attempt' }, { right: 'time' }, 'found'],
      run.steps.map((step) => [
        mark(step.status),
        step.name,
        step.attempt === 0 ? '' : String(step.attempt),
        isTimed(step) && step.seconds !== null ? duration(step.seconds) : '',
        found(step),
      ]),
      { wrap: true },
    ),
    legend(run.steps),
    ...outcome(run),
    ...(canGoOn ? ['', `${style('bold', `pgaugur retry ${run.id}`)} continues it where it stopped`] : []),
  ];
}

/** A step that waits for its next attempt has the start of the last one: that time says nothing. */
const isTimed = ({ status }: RunStep): boolean => status !== 'queued';

function found({ summary, lastError, status }: RunStep): string {
  const error = lastError === null ? '' : `${status === 'failed' ? '' : 'after an error: '}${lastError}`;
  return [summary ?? '', error && style(status === 'failed' ? 'red' : 'yellow', error)].filter(Boolean).join('; ');
}

/** Why the run ended, where none of its steps says so already. */
function outcome({ outcome, status, steps }: Run): string[] {
  const isSaid = steps.some(({ summary, lastError }) =>
    [summary, lastError].some((text) => text && outcome?.includes(text)),
  );
  return outcome === null || isSaid ? [] : ['', `${status}: ${outcome}`];
}
