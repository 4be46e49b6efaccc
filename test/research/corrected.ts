import type { Report } from './folder/report.ts';
import { told } from './folder/table.ts';

type Procedure = Report['procedures'][number];
type Figure = Procedure['auc'];

const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');

const named = ({ name, declared }: Procedure) => (declared ? `**${name}**` : name);

/** A part of docs/reference/measurements.md: the declared forecasts on the Dow, by yardsticks that hold still. */
export function correctedSection({ procedures, years, instruments }: Report): string {
  const ofKind = (kind: Procedure['kind']) => procedures.filter((one) => one.kind === kind);
  const byYear = (one: Procedure, pick: (year: Procedure['byYear'][number]) => Figure) =>
    one.byYear.map((year) => told(pick(year), 3).replace(/ \(.*/, ''));
  return `## By yardsticks that hold still

\`npm run -s research -- ../shared/data/dow30 --index ../shared/data/index --years ${years.join(',')}\`, ${instruments} stocks: the forecasts that [research.md](research.md) declares, in bold, and what stands beside them. The corrected ROC-AUC is the raw one less what the same models reach on mirrored histories of the same year, where there is nothing to know; log-loss skill is against the base rate of each stock's own past. 95 % intervals over days; by year without.

**Direction**

${table(
  ['forecast', 'raw ROC-AUC', 'corrected', 'log-loss skill', ...years.map((year) => `corrected ${year}`)],
  ofKind('direction').map((one) => [
    named(one),
    told(one.auc, 3),
    told(one.aucCorrected, 3),
    told(one.logLossSkill, 4),
    ...byYear(one, (year) => year.aucCorrected),
  ]),
)}

**Order of the stocks of a day**

${table(
  ['order', 'daily rank IC', ...years.map(String)],
  ofKind('rank').map((one) => [named(one), told(one.rankIc, 3), ...byYear(one, (year) => year.rankIc)]),
)}

**Interval of the growth**

${table(
  ['interval', 'pinball loss to the EWMA normal', 'to the quantiles of the past', 'coverage', ...years.map(String)],
  ofKind('interval').map((one) => [
    named(one),
    told(one.pinballRatio, 3),
    told(one.pinballRatioUnconditional, 3),
    one.coverage === null ? '' : `${(100 * one.coverage).toFixed(1)} %`,
    ...byYear(one, (year) => year.pinballRatio),
  ]),
)}`;
}
