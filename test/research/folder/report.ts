import { z } from 'zod';
import { DECLARED_DIRECTION, LEARNED, MAJORITY, RULES } from './direction.ts';
import {
  correctedAuc,
  type Estimate,
  type Expected,
  estimateOf,
  expectedTogether,
  type Ratio,
  together,
  type YearFigures,
} from './figures.ts';
import { INTERVALS } from './interval_figures.ts';
import { DECLARED_RANKING, RANKINGS } from './ranks.ts';

const estimate = z
  .strictObject({ value: z.number(), lower: z.number().nullable(), upper: z.number().nullable() })
  .nullable();

const figures = {
  auc: estimate,
  aucCorrected: estimate,
  logLossSkill: estimate,
  rankIc: estimate,
  pinballRatio: estimate,
  pinballRatioUnconditional: estimate,
  coverage: z.number().min(0).max(1).nullable(),
};

/** What `--json` prints. */
export const reportSchema = z.strictObject({
  instruments: z.int(),
  years: z.array(z.int()),
  procedures: z.array(
    z.strictObject({
      name: z.string(),
      kind: z.enum(['direction', 'interval', 'rank']),
      declared: z.boolean(),
      ...figures,
      byYear: z.array(z.strictObject({ year: z.int(), ...figures })),
    }),
  ),
  seconds: z.number(),
  peakMb: z.number(),
});

export type Report = z.output<typeof reportSchema>;
type Procedure = Report['procedures'][number];

/**
 * Pinball loss of the declared intervals over that of the plain regression, on the rows of which both have said something.
 * For people: the object of `--json` has what each of them is to the EWMA normal.
 */
export type ToRegression = {
  readonly all: Estimate | null;
  readonly byYear: readonly { readonly year: number; readonly ratio: Estimate | null }[];
};
type Figures = Omit<Procedure, 'name' | 'kind' | 'declared' | 'byYear'>;

const NO_MODEL = 'seven-session reversal';

/** Which there are, the declared one of each kind first. Reversal orders the stocks of a day, too. */
const PROCEDURES: readonly Pick<Procedure, 'name' | 'kind' | 'declared'>[] = [
  ...[...LEARNED, MAJORITY, ...RULES].map((name) => ({
    name,
    kind: 'direction' as const,
    declared: name === DECLARED_DIRECTION,
  })),
  ...INTERVALS.map((name, i) => ({ name, kind: 'interval' as const, declared: i === 0 })),
  ...[...RANKINGS, NO_MODEL].map((name) => ({ name, kind: 'rank' as const, declared: name === DECLARED_RANKING })),
].sort((a, b) => (a.kind === b.kind ? Number(b.declared) - Number(a.declared) : 0));

/** What every procedure did, over all years and year by year. */
export function proceduresOf(years: ReadonlyMap<number, ReadonlyMap<string, YearFigures>>): Procedure[] {
  return PROCEDURES.map(({ name, kind, declared }) => {
    const found = [...years].map(([year, all]) => ({ year, one: ofKind(kind, all.get(name) ?? {}) }));
    return {
      name,
      kind,
      declared,
      ...figuresOf(found.map(({ one }) => one)),
      byYear: found.map(({ year, one }) => ({ year, ...figuresOf([one]) })),
    };
  });
}

/** The same rule may be judged as a forecast of direction and as an order. */
function ofKind(kind: Procedure['kind'], { rankIc, ...others }: YearFigures): YearFigures {
  return kind === 'rank' ? { rankIc } : { rankIc, ...others };
}

function figuresOf(years: readonly YearFigures[]): Figures {
  const all = (pick: (year: YearFigures) => Ratio | undefined) => years.flatMap((year) => pick(year) ?? []);
  const figure = (pick: (year: YearFigures) => Ratio | undefined, of?: (ratio: number) => number): Estimate | null => {
    const ratios = all(pick);
    return ratios.length === 0 ? null : estimateOf(together(ratios), of);
  };
  const auc = figure(({ auc }) => auc);
  const inside = all((year) => year.inside);
  const covered = inside.length === 0 ? null : estimateOf(together(inside));
  return {
    auc,
    aucCorrected: correctedAuc(auc, expectedOf(years)),
    logLossSkill: figure(
      ({ logLoss }) => logLoss,
      (ratio) => 1 - ratio,
    ),
    rankIc: figure(({ rankIc }) => rankIc),
    pinballRatio: figure(({ toNormal }) => toNormal),
    pinballRatioUnconditional: figure(({ toUnconditional }) => toUnconditional),
    coverage: covered === null ? null : covered.value,
  };
}

function expectedOf(years: readonly YearFigures[]): Expected | undefined {
  const known = years.flatMap(({ auc, expectedAuc }) =>
    auc && expectedAuc ? [{ expected: expectedAuc, stocks: auc.under }] : [],
  );
  return known.length === 0 ? undefined : expectedTogether(known);
}

export function toRegressionOf(years: ReadonlyMap<number, ReadonlyMap<string, YearFigures>>): ToRegression {
  const found = [...years].flatMap(([year, all]) => {
    const ratio = all.get(INTERVALS[0])?.toRegression;
    return ratio ? [{ year, ratio }] : [];
  });
  const ratio = (of: readonly { readonly ratio: Ratio }[]) => estimateOf(together(of.map((one) => one.ratio)));
  return { all: ratio(found), byYear: found.map((one) => ({ year: one.year, ratio: ratio([one]) })) };
}
