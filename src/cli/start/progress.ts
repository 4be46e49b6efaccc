import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from '../../db/pool.ts';
import { readWatchedSteps, type WatchedStep } from '../../db/run_grid.ts';
import { patiently } from '../host/patiently.ts';
import { printable } from '../terminal/printable.ts';
import { duration, style } from '../terminal/text.ts';

/** How the runs that were watched ended. */
export type WatchedRuns = {
  readonly succeeded: number;
  readonly skipped: number;
  readonly failed: number;
  /** The time of the database at the last look: what to watch from next time. */
  readonly until: string;
};

const POLL_MILLISECONDS = 150;
const STEP_WIDTH = 24;

/**
 * Shows runs as they happen, one line per finished step with its time and what it found, until no run is open or
 * `signal` fires. On a terminal the steps under way are shown live below.
 * @param since a time of the database: runs that ended before are old news
 */
export async function watchRuns(
  db: Pool,
  { since, signal }: { since: string; signal: AbortSignal },
): Promise<WatchedRuns> {
  let until = since;
  const ended = new Map<number, WatchedStep['runStatus']>();
  const printer = progressPrinter((line) => console.log(line));
  const live = liveLine();
  while (!signal.aborted) {
    const seen = await patiently(() => readWatchedSteps(db, since, [...ended.keys()]), signal);
    if (!seen) break;
    const { steps } = seen;
    until = seen.at;
    live.clear();
    printer.print(steps);
    for (const step of steps) {
      // An ended run that is open again has been retried.
      if (isOpen(step)) ended.delete(step.runId);
      else ended.set(step.runId, step.runStatus);
    }
    if (!steps.some(isOpen)) break;
    live.show(steps.filter((step) => step.status === 'running' && isOpen(step)));
    await sleep(POLL_MILLISECONDS, undefined, { signal }).catch(() => {}); // aborted: the loop ends
  }
  live.clear();
  const count = (status: string) => [...ended.values()].filter((value) => value === status).length;
  return {
    succeeded: count('succeeded'),
    skipped: count('skipped'),
    failed: count('failed') + count('cancelled'),
    until,
  };
}

const isOpen = ({ runStatus }: WatchedStep): boolean => runStatus === 'queued' || runStatus === 'running';

/**
 * Prints what is new since the last call: a heading for each run, a line for each step that succeeded, each failed
 * attempt and each run that came to nothing. A line names its symbol unless it can only belong to the heading above.
 */
export function progressPrinter(write: (line: string) => void): { print(steps: readonly WatchedStep[]): void } {
  const printed = new Set<string>();
  const sinceHeading = new Set<number>();
  let symbolWidth = 0;

  const once = (key: string, print: () => void): void => {
    if (printed.has(key)) return;
    printed.add(key);
    print();
  };

  return {
    print(steps) {
      const isAlone = new Set(steps.filter(isOpen).map(({ runId }) => runId)).size <= 1;
      symbolWidth = Math.max(symbolWidth, ...steps.map(({ symbol }) => symbol.length));
      for (const step of steps) {
        const { runId, symbol, name, attempt, runStatus } = step;
        const line = (text: string): void => {
          sinceHeading.add(runId);
          write(
            `  ${isAlone && sinceHeading.size === 1 ? '' : `${style('bold', symbol.padEnd(symbolWidth))}  `}${text}`,
          );
        };
        once(`run ${runId}`, () => {
          sinceHeading.clear();
          sinceHeading.add(runId);
          write(`\n${style('bold', symbol)}  ${style('dim', `run ${runId}: ${step.reason}`)}`);
        });
        if (step.status === 'succeeded') {
          once(`${runId} ${name}`, () => {
            const time = duration(step.seconds ?? 0).padStart(7);
            line(`${style('green', '✓')} ${name.padEnd(STEP_WIDTH)} ${time}  ${step.summary ?? ''}`);
          });
        }
        if (step.lastError !== null) {
          once(`${runId} ${name} ${attempt}`, () => {
            line(`${style('red', '✗')} ${name.padEnd(STEP_WIDTH)} attempt ${attempt}: ${step.lastError}`);
          });
        }
        if (runStatus === 'skipped' || runStatus === 'failed' || runStatus === 'cancelled') {
          once(`end ${runId}`, () => {
            line(`${style(runStatus === 'skipped' ? 'yellow' : 'red', runStatus)}: ${step.outcome ?? ''}`);
          });
        }
      }
    },
  };
}

/** One line below the output that is rewritten in place; nothing where the output is not a terminal. */
function liveLine(): { show(running: readonly WatchedStep[]): void; clear(): void } {
  const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
  let frame = 0;
  let shown = false;
  return {
    show(running) {
      const first = running[0];
      if (!process.stdout.isTTY || !first) return;
      frame = (frame + 1) % frames.length;
      const others = running.length > 1 ? `  and ${running.length - 1} more` : '';
      const text =
        `  ${frames[frame]} ${first.name.padEnd(STEP_WIDTH)} ${duration(first.seconds ?? 0).padStart(7)}` +
        `  ${first.symbol}, step ${first.position}${others}`;
      process.stdout.write(style('cyan', printable(text).slice(0, process.stdout.columns - 1)));
      shown = true;
    },
    clear() {
      if (!shown) return;
      process.stdout.write('\r\u001b[K');
      shown = false;
    },
  };
}
