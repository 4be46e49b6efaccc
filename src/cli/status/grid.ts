import type { Run, RunStep } from '../../db/run_grid.ts';
import { table } from '../terminal/table.ts';
import { duration, style } from '../terminal/text.ts';
import { colouredStatus, legend, mark } from './marks.ts';

/** One line per run with one character per step. The numbers of the runs are shown where there are several of each. */
export function gridLines(runs: readonly Run[], { numbered }: { numbered: boolean }): string[] {
  const steps = Math.max(...runs.flatMap((run) => run.steps.map((step) => step.position)));
  return [
    ...table(
      [...(numbered ? [{ right: 'run' }] : []), 'symbol', 'kind', 'status', 'steps', { right: 'time' }, 'found'],
      runs.map((run) => [
        ...(numbered ? [String(run.id)] : []),
        style('bold', run.symbol),
        run.kind,
        colouredStatus(run.status),
        cells(run, steps),
        run.seconds === null ? '' : duration(run.seconds),
        found(run),
      ]),
    ),
    legend(runs.flatMap((run) => run.steps)),
  ];
}

/** Marks stand at their step's position, so that a pipeline that leaves steps out shows gaps. */
function cells(run: Run, steps: number): string {
  const byPosition = new Map(run.steps.map((step) => [step.position, step.status]));
  return Array.from({ length: steps }, (_, i) => {
    const status = byPosition.get(i + 1);
    return status ? mark(status) : ' ';
  }).join('');
}

/** Where an open run is, or what a closed one came to. */
function found(run: Run): string {
  const current = currentStep(run);
  if (current) {
    const upcoming = current.status === 'queued' ? current.attempt + 1 : current.attempt;
    const attempt = upcoming > 1 ? `, attempt ${upcoming}` : '';
    const error = current.lastError === null ? '' : ` after: ${firstLine(current.lastError)}`;
    return `${current.name}${attempt}${error}`;
  }
  return firstLine(run.outcome ?? '');
}

const currentStep = ({ steps }: Run): RunStep | undefined =>
  steps.find(({ status }) => status === 'running' || status === 'queued');

export const firstLine = (text: string): string => text.split('\n', 1)[0];
