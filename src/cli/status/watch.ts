import { setTimeout as sleep } from 'node:timers/promises';
import { patiently } from '../host/patiently.ts';
import { untilSignal } from '../host/until_signal.ts';
import { printable } from '../terminal/printable.ts';

const INTERVAL_MILLISECONDS = 1000;

/**
 * Draws a picture every second until Ctrl-C, on the terminal's alternate screen, so that what was there before comes
 * back; the last picture stays. While Postgres is away it waits. Elsewhere than on a terminal it is printed once.
 */
export async function watch(draw: () => Promise<string[]>): Promise<void> {
  if (!process.stdout.isTTY) {
    console.log((await draw()).join('\n'));
    return;
  }
  const stopping = new AbortController();
  void untilSignal().then(() => stopping.abort());
  let picture: string[] = [];
  // Alternate screen, no cursor, and lines end at the edge: a picture with lines in two would not fit the screen.
  process.stdout.write('\u001b[?1049h\u001b[?25l\u001b[?7l');
  try {
    while (!stopping.signal.aborted) {
      picture = (await patiently(draw, stopping.signal)) ?? picture;
      const visible = picture.slice(0, process.stdout.rows - 1);
      process.stdout.write(`\u001b[H${visible.map((line) => `${printable(line)}\u001b[K\n`).join('')}\u001b[J`);
      await sleep(INTERVAL_MILLISECONDS, undefined, { signal: stopping.signal }).catch(() => {}); // aborted: the loop ends
    }
  } finally {
    process.stdout.write('\u001b[?7h\u001b[?25h\u001b[?1049l');
  }
  console.log(picture.join('\n'));
}
