import { printable } from '../terminal/printable.ts';

export type Progress = {
  /** @param before files, or symbols, that are done already */
  starting(label: string, before: number): void;
  /** @param done files, and parts of one of them */
  within(label: string, done: number): void;
  done(): void;
};

/** What is needed of a terminal, or of what stands in its place. */
type Output = { readonly isTTY?: boolean; readonly columns: number; write(text: string): unknown };

const BAR_WIDTH = 24;

/**
 * Shows how far the loading of several files or symbols is: a bar that is rewritten in place on a terminal, one line for
 * each elsewhere. It goes to stderr, so that what is piped on is the result alone.
 */
export function loadingProgress(count: number, stream: Output = process.stderr): Progress {
  if (count === 0 || (count === 1 && !stream.isTTY)) return { starting() {}, within() {}, done() {} };
  const digits = String(count).length;
  const place = (n: number) => `${String(n).padStart(digits)}/${count}`;
  if (!stream.isTTY) {
    return {
      starting: (label, before) => void stream.write(`[${place(before + 1)}] ${label}\n`),
      within() {},
      done() {},
    };
  }
  let drawn = false;
  const draw = (label: string, before: number) => {
    drawn = true;
    const filled = Math.round((before / count) * BAR_WIDTH);
    const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
    stream.write(
      `\r\u001b[K${`${bar} ${place(Math.floor(before))}  ${printable(label)}`.slice(0, stream.columns - 1)}`,
    );
  };
  return {
    // One alone shows how far it is only where it holds several symbols.
    starting: (label, before) => (count > 1 ? draw(label, before) : undefined),
    within: draw,
    done: () => (drawn ? void stream.write('\r\u001b[K') : undefined),
  };
}
