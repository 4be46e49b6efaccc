import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { type Pool, rows } from '../../db/pool.ts';
import { duration, style } from '../text.ts';

const gridRow = z.object({
  run_id: z.number().int(),
  symbol: z.string(),
  kind: z.string(),
  run_status: z.string(),
  reason: z.string(),
  outcome: z.string().nullable(),
  run_seconds: z.number().nullable(),
  position: z.number().int(),
  steps: z.number().int(),
  step: z.string(),
  status: z.string(),
  attempt: z.number().int(),
  seconds: z.number().nullable(),
  summary: z.string().nullable(),
  last_error: z.string().nullable(),
});
type GridRow = z.infer<typeof gridRow>;

/** How the runs that were watched ended. */
export type WatchedRuns = {
  readonly succeeded: number;
  readonly skipped: number;
  readonly failed: number;
  /** The newest run that was seen: what to watch after next time. */
  readonly lastRun: number;
};

const POLL_MILLISECONDS = 150;
const STEP_WIDTH = 24;

/**
 * Shows runs as they happen, one line per finished step with its time and what it found, until `signal` fires or, with
 * `untilIdle`, no run is open. On a terminal the steps under way are shown live below.
 * @param afterRun the newest run that is old news
 */
export async function watchRuns(
  db: Pool,
  { afterRun, untilIdle, signal }: { afterRun: number; untilIdle: boolean; signal: AbortSignal },
): Promise<WatchedRuns> {
  const printed = new Set<string>();
  const ended = new Map<number, string>();
  const live = liveLine();
  while (!signal.aborted) {
    const grid = await readGrid(db, afterRun, [...ended.keys()]);
    live.clear();
    for (const row of grid) printRow(row, printed);
    for (const row of grid) {
      if (!OPEN.has(row.run_status)) ended.set(row.run_id, row.run_status);
    }
    const open = grid.some((row) => OPEN.has(row.run_status));
    if (untilIdle && !open) break;
    live.show(grid.filter((row) => row.status === 'running' && OPEN.has(row.run_status)));
    await sleep(POLL_MILLISECONDS, undefined, { signal }).catch(() => {}); // aborted: the loop ends
  }
  live.clear();
  const count = (status: string) => [...ended.values()].filter((value) => value === status).length;
  return {
    succeeded: count('succeeded'),
    skipped: count('skipped'),
    failed: count('failed') + count('cancelled'),
    lastRun: Math.max(afterRun, ...ended.keys()),
  };
}

const OPEN: ReadonlySet<string> = new Set(['queued', 'running']);

/** Rows of runs after `afterRun` that have not been seen to end, and of runs that were open when we came. */
function readGrid(db: Pool, afterRun: number, ended: number[]): Promise<GridRow[]> {
  return rows(
    db,
    `select run_id, symbol, kind, run_status, reason, outcome,
            extract(epoch from run_finished_at - run_started_at)::float8 as run_seconds,
            position, (count(*) over (partition by run_id))::int as steps, step, status, attempt, seconds, summary, last_error
     from run_grid
     where (run_id > $1 or run_status in ('queued', 'running')) and run_id <> all ($2::bigint[])
     order by run_id, position`,
    [afterRun, ended],
    gridRow,
  );
}

function printRow(row: GridRow, printed: Set<string>): void {
  once(printed, `run ${row.run_id}`, () => {
    console.log(`\n${style('bold', row.symbol)}  ${style('dim', `run ${row.run_id}: ${row.reason}`)}`);
  });
  if (row.status === 'succeeded') {
    once(printed, `${row.run_id} ${row.step}`, () => {
      console.log(
        `  ${style('green', '✓')} ${row.step.padEnd(STEP_WIDTH)} ${duration(row.seconds ?? 0).padStart(7)}  ${row.summary ?? ''}`,
      );
    });
  }
  if (row.last_error !== null) {
    once(printed, `${row.run_id} ${row.step} ${row.attempt}`, () => {
      console.log(`  ${style('red', '✗')} ${row.step.padEnd(STEP_WIDTH)} attempt ${row.attempt}: ${row.last_error}`);
    });
  }
  if (row.run_status === 'skipped' || row.run_status === 'failed' || row.run_status === 'cancelled') {
    once(printed, `end ${row.run_id}`, () => {
      console.log(`  ${style(row.run_status === 'skipped' ? 'yellow' : 'red', row.run_status)}: ${row.outcome ?? ''}`);
    });
  }
}

function once(printed: Set<string>, key: string, print: () => void): void {
  if (printed.has(key)) return;
  printed.add(key);
  print();
}

/** One line below the output that is rewritten in place; nothing where the output is not a terminal. */
function liveLine(): { show(running: readonly GridRow[]): void; clear(): void } {
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
        `  ${frames[frame]} ${first.step.padEnd(STEP_WIDTH)} ${duration(first.seconds ?? 0).padStart(7)}` +
        `  ${first.symbol}, step ${first.position}${others}`;
      process.stdout.write(style('cyan', text.slice(0, process.stdout.columns - 1)));
      shown = true;
    },
    clear() {
      if (!shown) return;
      process.stdout.write('\r\u001b[K');
      shown = false;
    },
  };
}
