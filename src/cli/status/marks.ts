import type { RunStep } from '../../db/run_grid.ts';
import { style } from '../terminal/text.ts';

type Mark = { readonly symbol: string; readonly colour: Parameters<typeof style>[0] };

/** One character and colour for each status of a run or a step. */
const MARKS: Readonly<Record<RunStep['status'], Mark>> = {
  succeeded: { symbol: '✓', colour: 'green' },
  running: { symbol: '●', colour: 'cyan' },
  queued: { symbol: '○', colour: 'cyan' },
  failed: { symbol: '✗', colour: 'red' },
  skipped: { symbol: '–', colour: 'yellow' },
  cancelled: { symbol: '×', colour: 'yellow' },
  waiting: { symbol: '·', colour: 'dim' },
  'not reached': { symbol: '·', colour: 'dim' },
};

export const mark = (status: RunStep['status']): string => style(MARKS[status].colour, MARKS[status].symbol);

export const colouredStatus = (status: RunStep['status']): string => style(MARKS[status].colour, status);

/** What the marks mean, as far as these steps use them. */
export function legend(steps: readonly RunStep[]): string {
  const used = new Set(steps.map((step) => (step.status === 'waiting' ? 'not reached' : step.status)));
  return Object.entries(MARKS)
    .filter(([status]) => [...used].some((name) => name === status))
    .map(([status, { symbol, colour }]) => `${style(colour, symbol)} ${style('dim', status)}`)
    .join('   ');
}
