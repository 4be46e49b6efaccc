import type { Run } from '../../db/run_grid.ts';
import { style } from '../terminal/text.ts';
import { firstLine } from './grid.ts';

/** The failed runs among these: where each stopped, why, and how to go on. */
export function failureLines(runs: readonly Run[]): string[] {
  const failed = runs.filter((run) => run.status === 'failed');
  if (failed.length === 0) return [];
  const all = failed.length > 1 ? [`  ${style('bold', 'pgaugur retry --failed')} retries all of them`] : [];
  return [
    '',
    style('red', failed.length > 1 ? `${failed.length} failed runs` : 'Failed'),
    ...failed.flatMap(failure),
    ...all,
  ];
}

function failure(run: Run): string[] {
  const step = run.steps.find(({ status }) => status === 'failed');
  const where = step ? `${step.name}, attempt ${step.attempt}${step.host ? ` on ${step.host}` : ''}` : run.kind;
  return [
    `  ${style('bold', run.symbol)}  run ${run.id} at ${where}`,
    `    ${firstLine(step?.lastError ?? run.outcome ?? 'no reason is recorded')}`,
    `    ${style('bold', `pgaugur retry ${run.id}`)}`,
  ];
}
