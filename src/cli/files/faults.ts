import { stripVTControlCharacters } from 'node:util';
import type { BarFault } from '../../csv/index.ts';
import { table } from '../terminal/table.ts';

/** So many are listed; of more, only the count is said. */
const LISTED = 5;

/** A few faults as a table, and how many more there are. Without colours: it goes to stderr. */
export function faultLines(faults: readonly BarFault[]): string[] {
  const shown = aFew(faults);
  const more = faults.length - shown.length;
  const cells = shown.map(({ line, date, column, rule, value }) => [
    String(line),
    date ?? '',
    column ?? '',
    rule,
    value.trim() === '' ? '(blank)' : value,
  ]);
  return [
    ...table([{ right: 'line' }, 'date', 'column', 'rule', 'value'], cells, { wrap: true }).map(
      stripVTControlCharacters,
    ),
    ...(more > 0 ? [`… and ${more.toLocaleString('en-US')} more`] : []),
  ];
}

/** Of each rule the first fault, so that a rare one is not hidden behind many of another kind; then the next ones. */
function aFew(faults: readonly BarFault[]): BarFault[] {
  const isFirst = (fault: BarFault) => faults.find(({ rule }) => rule === fault.rule) === fault;
  const firsts = faults.filter(isFirst);
  const others = faults.filter((fault) => !firsts.includes(fault));
  return [...firsts, ...others].slice(0, LISTED).sort((a, b) => a.line - b.line);
}
