import { counted } from '../../../src/text.ts';
import { REGRESSION } from './interval_figures.ts';
import type { Report, ToRegression } from './report.ts';

type Figure = Report['procedures'][number]['auc'];

/** The report in words, for people. */
export function tableOf(
  { instruments, years, procedures, seconds, peakMb }: Report,
  toRegression: ToRegression,
): string {
  const head = ['procedure', 'AUC', 'corrected', 'log-loss skill', 'rank IC', 'to normal', 'to past', 'coverage'];
  const lines = procedures.map((one) => [
    `${one.declared ? '* ' : '  '}${one.kind}: ${one.name}`,
    told(one.auc, 3),
    told(one.aucCorrected, 3),
    told(one.logLossSkill, 4),
    told(one.rankIc, 3),
    told(one.pinballRatio, 3),
    told(one.pinballRatioUnconditional, 3),
    one.coverage === null ? '' : `${(100 * one.coverage).toFixed(1)} %`,
  ]);
  const widths = head.map((_, i) => Math.max(...[head, ...lines].map((cells) => cells[i].length)));
  const row = (cells: readonly string[]) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i]))
      .join('  ')
      .trimEnd();
  return [
    `${counted(instruments, 'instrument')}, ${years.join(', ')}; * is the declared procedure of its kind; 95 % intervals over days`,
    '',
    row(head),
    ...lines.map(row),
    '',
    comparisonOf(toRegression),
    '',
    `${seconds} s, at most ${peakMb} MB`,
  ].join('\n');
}

/** In one line: over all years, then each by itself. */
function comparisonOf({ all, byYear }: ToRegression): string {
  const years = byYear.map(({ year, ratio }) => `${year} ${told(ratio, 3) || 'not known'}`);
  return `interval, pinball loss of * over that of the ${REGRESSION}: ${told(all, 3) || 'not known'}; ${years.join(', ')}`;
}

/** A figure with its interval, where it is known; nothing where there is none. */
export function told(figure: Figure, digits: number): string {
  if (figure === null) return '';
  const { value, lower, upper } = figure;
  const number = (one: number) => `${one < 0 ? '−' : ''}${Math.abs(one).toFixed(digits)}`;
  return lower === null || upper === null ? number(value) : `${number(value)} (${number(lower)} to ${number(upper)})`;
}
