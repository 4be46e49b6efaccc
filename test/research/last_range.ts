import { type Evaluation, evaluate, gate } from '../../src/learn/index.ts';
import { reliability } from '../../src/metrics/reliability.ts';
import { meanAuc } from './auc_over_stocks.ts';
import type { DowRows } from './dow_rows.ts';
import { meanOverWorlds } from './folder/expected.ts';
import type { Expected } from './folder/figures.ts';
import { COMBINATIONS, HEADLINE, REVERSAL } from './lineup.ts';
import type { Window } from './window.ts';
import type { JudgedWindow } from './windows.ts';
import { corrected, type Worth } from './years.ts';

/** Share of the dates, the newest, that is judged on. */
const TEST_SHARE = 0.15;
const FOLDS = 5;
/** All stocks are scored in each mirrored market: so each has an expectation of its own. */
const WORLDS = 25;

/** How a forecast did on the test rows of one instrument. */
export type InstrumentResult = {
  readonly symbol: string;
  readonly found: Evaluation;
  /** What its model reaches where there is nothing to know. */
  readonly expected: Expected;
  readonly passed: boolean;
  readonly calibrationError: number;
};

export type RangeResult = Worth & {
  readonly name: string;
  readonly results: readonly InstrumentResult[];
  readonly seconds: number;
};

export type LastRange = {
  readonly from: string;
  readonly to: string;
  /** Mirrored markets. */
  readonly worlds: number;
  readonly measured: readonly RangeResult[];
};

export function lastWindow(instruments: readonly DowRows[]): Window {
  const dates = [...new Set(instruments.flatMap((one) => one.dates))].sort();
  return {
    name: 'last range',
    from: dates[Math.round(dates.length * (1 - TEST_SHARE))],
    until: '9999-12-31',
    folds: FOLDS,
    worlds: WORLDS,
    stocksPerWorld: instruments.length,
  };
}

/** Every forecast on one test range, judged instrument by instrument as the pipeline judges a model. */
export function lastRange({ forecasts, reached }: JudgedWindow, seed: number): LastRange {
  const left = [REVERSAL, ...COMBINATIONS.map(({ name }) => name).filter((name) => name !== HEADLINE)];
  const measured = forecasts
    .filter(({ name }) => !left.includes(name))
    .map(({ name, said, judged, seconds, place }): RangeResult => {
      const scored = judged.map((one, i) => ({ ...one, scores: said[i].probabilities }));
      const raw = meanAuc([scored], seed);
      return {
        name,
        raw,
        corrected: corrected(raw, meanOverWorlds(reached, place)),
        results: scored.map(({ symbol, labels, scores }, i) => {
          const found = evaluate(labels, scores, seed);
          const { calibrationError } = reliability(labels, scores);
          const expected = meanOverWorlds([reached[i]], place);
          return { symbol, found, expected, passed: gate(found).passed, calibrationError };
        }),
        seconds,
      };
    });
  const dates = forecasts[0].judged.flatMap((one) => one.dates).sort();
  return { from: dates[0], to: dates[dates.length - 1], worlds: WORLDS, measured };
}
