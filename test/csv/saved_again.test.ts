import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { readBarsCsv } from '../../src/csv/bars.ts';
import { type Delimiter, detectDelimiter, splitCells } from '../../src/csv/cells.ts';
import { type PriceFile, parsePriceCsv } from '../../src/csv/prices.ts';

const FOLDER = new URL('samples/', import.meta.url);
const samples = readdirSync(FOLDER)
  .filter((name) => name !== 'README.md')
  .map((name) => ({ name, text: readFileSync(new URL(name, FOLDER), 'utf8').replace(/^\uFEFF/, '') }));

/** What happens to a file on its way, and leaves its rows what they are. */
type Change = (lines: readonly string[], delimiter: Delimiter, headerLines: number) => string | Uint8Array;

const joined = (lines: readonly string[]): string => `${lines.join('\n')}\n`;
const ofCells =
  (change: (cell: string) => string): Change =>
  (lines, delimiter) =>
    joined(
      lines.map((line) =>
        (splitCells(line, delimiter) ?? [])
          .map(change)
          .map((cell) => (cell.includes(delimiter) && !cell.startsWith('"') ? `"${cell}"` : cell))
          .join(delimiter),
      ),
    );

const CHANGES: Readonly<Record<string, Change>> = {
  'lines of Windows': (lines) => lines.join('\r\n'),
  'lines of an old Macintosh': (lines) => lines.join('\r'),
  'delimiters at the end': (lines, delimiter) => joined(lines.map((line) => line + delimiter)),
  'blank lines between and below': (lines) => `\n${lines.join('\n\n')}\n\n \n`,
  'the mark of bytes': (lines) => `\uFEFF${joined(lines)}`,
  'UTF-16': (lines) => Buffer.from(`\uFEFF${joined(lines)}`, 'utf16le'),
  'the end of DOS': (lines) => `${joined(lines)}\u001a`,
  'zero bytes behind it': (lines) => `${joined(lines)}\0\0\0\n`,
  'newest first, or oldest': (lines, _, headerLines) =>
    joined([...lines.slice(0, headerLines), ...lines.slice(headerLines).toReversed()]),
  'every cell in quotes': ofCells((cell) => `"${cell}"`),
  'blanks inside of quotes': ofCells((cell) => `" ${cell}  "`),
  'thousands parted by blanks': ofCells((cell) =>
    /^\d{7}$/.test(cell) ? cell.replace(/\B(?=(\d{3})+$)/g, ' ') : cell,
  ),
  'a title above': (lines) => joined(['Prices of something', 'https://example.com/prices', ...lines]),
  'the header again in between': (lines, _, headerLines) =>
    joined([...lines.slice(0, headerLines + 4), lines[0], ...lines.slice(headerLines + 4)]),
  'a signature below': (lines) => joined([...lines, '"Downloaded from somewhere.com as of 11-01-2026 07:00pm CST"']),
};

/** Of three header rows none is known by itself, and one that stands again is not the header. */
const NOT_OF_SEVERAL_ROWS = ['a title above', 'the header again in between'];

const rowsOf = (file: PriceFile) =>
  file.rows
    .map(({ line: _, ...row }) => row)
    .toSorted((a, b) => `${a.symbol} ${a.date}`.localeCompare(`${b.symbol} ${b.date}`));

describe('a file of any format that was saved again, sent or put together', () => {
  for (const [what, change] of Object.entries(CHANGES)) {
    test(`with ${what} has the same rows for imports and for features`, async () => {
      for (const { name, text } of samples) {
        const headerLines = name.startsWith('yfinance_download') ? 3 : 1;
        if (headerLines > 1 && NOT_OF_SEVERAL_ROWS.includes(what)) continue;
        const delimiter = detectDelimiter(text.split('\n')[0]);
        const changed = change(text.trimEnd().split(/\r?\n/), delimiter, headerLines);
        const [before, after] = [await parsePriceCsv([text]), await parsePriceCsv([changed])];
        assert.deepEqual(rowsOf(after), rowsOf(before), name);
        const symbol = before.rows[0].symbol;
        const bars = await Promise.all([text, changed].map((source) => readBarsCsv([source], { symbol })));
        assert.deepEqual(bars[1].bars, bars[0].bars, name);
        assert.deepEqual(bars[1].actions, bars[0].actions, name);
      }
    });
  }
});
