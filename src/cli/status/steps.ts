import type { Run, RunStep } from '../../db/run_grid.ts';
import { duration, style } from '../text.ts';
import { colouredStatus, mark } from './marks.ts';
import { table } from './table.ts';

/** One run step by step: what each found, how long it took, what went wrong last. */
export function runLines(run: Run): string[] {
  const time = run.seconds === null ? '' : ` ${run.finishedAt ? 'in' : 'for'} ${duration(run.seconds)}`;
  return [
    `${style('bold', run.symbol)}  ${run.kind} run ${run.id}, ${colouredStatus(run.status)}${time}`,
    style('dim', `requested ${run.requestedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC: ${run.reason}`),
    '',
    ...table(
      ['', 'step', 'status', { right: 'attempt' }, { right: 'time' }, 'found'],
      run.steps.map((step) => [
        mark(step.status),
        step.name,
        colouredStatus(step.status),
        step.attempt === 0 ? '' : String(step.attempt),
        isUnderWay(step) && step.seconds !== null ? duration(step.seconds) : '',
        found(step),
      ]),
      { wrap: true },
    ),
    ...(run.outcome === null ? [] : ['', `${run.status}: ${run.outcome}`]),
    ...(run.status === 'failed' || run.status === 'cancelled'
      ? [`Go on with: ${style('bold', `pgaugur retry ${run.id}`)}`]
      : []),
  ];
}

/** The time of a step that waits for its next attempt is that of waiting. */
const isUnderWay = ({ status }: RunStep): boolean => status !== 'queued' && status !== 'waiting';

function found({ summary, lastError, status }: RunStep): string {
  const error = lastError === null ? '' : `${status === 'failed' ? '' : 'after an error: '}${lastError}`;
  return [summary ?? '', error && style(status === 'failed' ? 'red' : 'yellow', error)].filter(Boolean).join('; ');
}
