import { format } from 'node:util';

/**
 * The styles that `style` makes, bold, dim and colours, none of which hides anything; then everything that a terminal takes
 * for a command, but ends of lines and tabs: control characters, and those that reverse what is read behind them.
 */
const COMMANDS =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
  /(\u001b\[(?:(?:[0-2]|22|3[1-69])(?:;(?:[0-2]|22|3[1-69]))*)?m)|(?![\n\t])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Text that a terminal shows and does not obey. Symbols, names of instruments and files, and errors that quote them are
 * not ours: what moves the cursor, renames the window, writes to the clipboard or turns words round shows as a replacement
 * character.
 */
export const printable = (text: string): string => text.replace(COMMANDS, (_, colour?: string) => colour ?? '\ufffd');

type Printer = Pick<Console, 'log' | 'error'>;
export type Stream = { readonly isTTY?: boolean };
type Streams = Record<'stdout' | 'stderr', Stream>;

/** What may be written to a stream as it is: to a terminal printable text, elsewhere all. */
export const printableOn = ({ isTTY }: Stream, text: string): string => (isTTY ? printable(text) : text);

/** What is printed to a terminal from here on is printable. Files and pipes get what was printed. */
export function guardTerminal(printer: Printer = console, { stdout, stderr }: Streams = process): void {
  for (const [way, stream] of [
    ['log', stdout],
    ['error', stderr],
  ] as const) {
    if (!stream.isTTY) continue;
    const print = printer[way].bind(printer);
    printer[way] = (...shown: unknown[]) => print(printable(format(...shown)));
  }
}
