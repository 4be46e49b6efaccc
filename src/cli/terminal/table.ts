import { stripVTControlCharacters } from 'node:util';
import { style } from './text.ts';

/** A column's title; `right` for numbers. */
export type Heading = string | { readonly right: string };

const GAP = '  ';

/** Where text has to fit: the terminal, or `elsewhere` where the output goes elsewhere. */
export const terminalWidth = (elsewhere = 100): number =>
  process.stdout.columns ?? (Number(process.env.COLUMNS) || elsewhere);

/**
 * Lines of a table whose columns are as wide as their widest cell. The last column is cut where the terminal ends, or
 * broken into several lines with `wrap`; in a file or a pipe nothing is cut. Cells may carry colours. What would end a
 * line within a cell, as a symbol may have it, shows as a replacement character: nobody writes a row of the table.
 */
export function table(
  headings: readonly Heading[],
  rows: readonly (readonly string[])[],
  { wrap = false, width = terminalWidth(wrap ? 100 : Number.POSITIVE_INFINITY) } = {},
): string[] {
  const titles = headings.map((heading) => (typeof heading === 'string' ? heading : heading.right));
  const last = titles.length - 1;
  // What is wrapped is broken into words below.
  const shown = rows.map((cells) => cells.map((cell, i) => (wrap && i === last ? cell : inOneLine(cell))));
  const widths = titles.map((_, i) => Math.max(...[titles, ...shown].map((cells) => visibleLength(cells[i] ?? ''))));
  const indent = widths.slice(0, last).reduce((sum, columnWidth) => sum + columnWidth + GAP.length, 0);
  const room = Math.max(20, width - indent);

  const line = (cells: readonly string[], lastCell: string): string =>
    headings
      .map((heading, i) => {
        const cell = i === last ? lastCell : (cells[i] ?? '');
        const padding = ' '.repeat(Math.max(0, widths[i] - visibleLength(cell)));
        return typeof heading === 'string' ? cell + padding : padding + cell;
      })
      .join(GAP)
      .trimEnd();

  return [
    style('dim', line(titles, titles[last])),
    ...shown.flatMap((cells) => {
      const text = cells[last] ?? '';
      if (!wrap) return [line(cells, cut(text, room))];
      const [first = '', ...more] = wrapWords(text, room);
      return [line(cells, first), ...more.map((words) => ' '.repeat(indent) + words)];
    }),
  ];
}

const inOneLine = (cell: string): string => cell.replace(/[\n\r\v\f\u0085\u2028\u2029]/g, '\ufffd');

export const visibleLength = (text: string): number => stripVTControlCharacters(text).length;

/** Text of at most `width` characters; what is cut off shows as an ellipsis. Cut text loses its colours. */
export const cut = (text: string, width: number): string =>
  visibleLength(text) <= width ? text : `${stripVTControlCharacters(text).slice(0, width - 1)}…`;

/** Lines of at most `width` characters, broken between words where that is possible. */
function wrapWords(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const joined = lines.length > 0 ? `${lines[lines.length - 1]} ${word}` : word;
    if (lines.length > 0 && visibleLength(joined) <= width) lines[lines.length - 1] = joined;
    else lines.push(word);
  }
  return lines;
}
