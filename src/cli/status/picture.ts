import type { Late } from '../../db/late.ts';
import type { Run } from '../../db/run_grid.ts';
import { counted } from '../../text.ts';
import { fewOf, shellWord, style } from '../terminal/text.ts';
import { failureLines } from './failures.ts';
import { gridLines } from './grid.ts';
import { lateLines } from './late.ts';
import { runLines } from './steps.ts';

export type StatusOptions = {
  /** One instrument's newest run is shown step by step. */
  readonly symbol?: string;
  /** Every run, not only each instrument's newest. */
  readonly all: boolean;
  /** Runs by status, also those that the limit leaves out. */
  readonly counts: ReadonlyMap<Run['status'], number>;
  readonly late: readonly Late[];
  readonly hasWorker: boolean;
  /** Symbols that nothing runs for. */
  readonly paused: readonly string[];
};

/** What `pgaugur status` shows of these runs. */
export function statusLines(runs: readonly Run[], options: StatusOptions): string[] {
  return [...runsLines(runs, options), ...pausedLines(options.paused)];
}

function runsLines(runs: readonly Run[], { symbol, all, counts, late, hasWorker }: StatusOptions): string[] {
  if (runs.length === 0) return [...nothingYet(symbol), ...lateLines(late)];
  if (symbol !== undefined && !all) {
    return [
      ...runs.flatMap((run, i) => (i > 0 ? ['', ...runLines(run)] : runLines(run))),
      ...lateLines(late),
      ...workerHint(runs, hasWorker),
    ];
  }
  return [
    ...gridLines(runs, { numbered: all }),
    '',
    totals(counts, all),
    ...leftOut(counts, runs.length),
    ...(all ? [] : [...failureLines(runs), ...lateLines(late)]),
    ...workerHint(runs, hasWorker),
  ];
}

function nothingYet(symbol: string | undefined): string[] {
  return symbol === undefined
    ? [
        'No runs yet: inserting prices starts them.',
        `  ${style('bold', 'pgaugur import AAPL.csv --symbol AAPL')}   loads a price history`,
      ]
    : [
        `${symbol} has no run yet: its first prices start one.`,
        `  ${style('bold', `pgaugur import prices.csv --symbol ${shellWord(symbol)}`)}`,
      ];
}

function totals(counts: StatusOptions['counts'], all: boolean): string {
  const total = sum(counts);
  // Instruments and pools: each is shown by its newest run.
  const shown = counted(total, all ? 'run' : 'newest run');
  const parts = [...counts].map(([status, runs]) => `${runs} ${status}`);
  return `${shown}: ${parts.join(', ')}`;
}

function leftOut(counts: StatusOptions['counts'], shown: number): string[] {
  const total = sum(counts);
  return total > shown ? [style('dim', `${total - shown} of them not shown: --limit ${total}`)] : [];
}

const sum = (counts: StatusOptions['counts']): number => [...counts.values()].reduce((total, runs) => total + runs, 0);

function pausedLines(paused: readonly string[]): string[] {
  if (paused.length === 0) return [];
  return [
    '',
    `${style('yellow', 'Paused')}, so new prices start no run: ${fewOf(paused)}`,
    `  ${style('bold', `pgaugur resume ${shellWord(paused[0])}`)} ends a pause`,
  ];
}

/** A host that only trains is not registered as a worker, so a step under way counts as a sign of life too. */
function workerHint(runs: readonly Run[], hasWorker: boolean): string[] {
  const isOpen = runs.some(({ status }) => status === 'queued' || status === 'running');
  const isWorking = runs.some(({ steps }) => steps.some(({ status }) => status === 'running'));
  if (hasWorker || !isOpen || isWorking) return [];
  return [
    '',
    `${style('yellow', 'No worker for short steps is running')}, so the open runs wait: ${style('bold', 'pgaugur worker')} starts one`,
  ];
}
