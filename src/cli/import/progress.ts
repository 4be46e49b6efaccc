import type { WriteStream } from 'node:tty';

export type Progress = {
  /** @param before files that are done already */
  starting(file: string, before: number): void;
  /** @param done files, and parts of one of them */
  within(label: string, done: number): void;
  done(): void;
};

const BAR_WIDTH = 24;

/**
 * Shows how far an import of several files is: a bar that is rewritten in place on a terminal, one line per file
 * elsewhere. It goes to stderr, so that what is piped on is the result alone.
 */
export function importProgress(files: number, stream: WriteStream = process.stderr): Progress {
  if (files === 0 || (files === 1 && !stream.isTTY)) return { starting() {}, within() {}, done() {} };
  const digits = String(files).length;
  const count = (n: number) => `${String(n).padStart(digits)}/${files}`;
  if (!stream.isTTY) {
    return {
      starting: (file, before) => void stream.write(`[${count(before + 1)}] ${file}\n`),
      within() {},
      done() {},
    };
  }
  let drawn = false;
  const draw = (label: string, before: number) => {
    drawn = true;
    const filled = Math.round((before / files) * BAR_WIDTH);
    const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
    stream.write(`\r\u001b[K${`${bar} ${count(Math.floor(before))}  ${label}`.slice(0, stream.columns - 1)}`);
  };
  return {
    // A single file shows how far it is only where it holds several symbols.
    starting: (file, before) => (files > 1 ? draw(file, before) : undefined),
    within: draw,
    done: () => (drawn ? void stream.write('\r\u001b[K') : undefined),
  };
}
