import { HORIZON_SESSIONS } from '../../horizon.ts';
import { type Matrix, pickRows } from '../../matrix.ts';
import type { FitRequest, Model, ModelFamily } from '../family.ts';
import type { RowRange } from '../rows/split.ts';
import { UntrainableError } from '../rows/untrainable.ts';
import { fitting } from './recipe.ts';

/** Which days a model learns from: every `stride`-th before a day, counted from so many days before it. */
export type Phase = { readonly phase: number; readonly stride: number };

/** The rows of a range whose days are of a phase. */
export function rowsOfPhase(
  days: ArrayLike<number>,
  [from, to]: RowRange,
  before: number,
  { phase, stride }: Phase,
): Int32Array {
  const chosen: number[] = [];
  for (let row = from; row < to; row++) if ((before - days[row]) % stride === phase) chosen.push(row);
  return Int32Array.from(chosen);
}

/** What one of the averaged models learns from. */
export type PhaseRows = { readonly features: Matrix; readonly labels: Uint8Array };

type Learned = {
  /** The mean of those that could be learned; none where all labels of each phase are the same. */
  readonly model: Model | undefined;
  /** How many rows each phase had that was left out because all its labels are the same. */
  readonly leftOut: readonly number[];
};

/**
 * One model, the mean of one for each phase of the days. The rows of a phase are asked for when it is its turn, and let
 * go of before the next.
 * @param request with `stride` and `phases` among its parameters
 */
export function learnInPhases(
  family: ModelFamily,
  featureNames: readonly string[],
  { params, seed, rounds }: Pick<FitRequest, 'params' | 'seed' | 'rounds'>,
  rowsOf: (phase: Phase) => PhaseRows,
): Learned {
  if (!family.mean) throw new RangeError(`family ${family.name} has no mean of several models`);
  const { stride, phases, n_estimators: _, ...ofEach } = params;
  if (!(stride > 0 && phases > 0 && phases <= stride)) {
    throw new RangeError(`phases: need a stride, and 1 to so many phases, got stride ${stride} and ${phases} phases`);
  }
  const leftOut: number[] = [];
  const models: Model[] = [];
  for (let phase = 0; phase < phases; phase++) {
    const { features, labels } = rowsOf({ phase, stride });
    if (!labels.includes(0) || !labels.includes(1)) {
      leftOut.push(labels.length);
      continue;
    }
    const fit = family.prepare({ features, labels, featureNames, train: [0, labels.length] });
    models.push(fit({ params: fitting(ofEach, labels.length), seed: seed + phase, rounds }).model);
  }
  return { model: models.length === 0 ? undefined : family.mean(models), leftOut };
}

/**
 * A family whose fits are means over the phases of the days that they learn from, the newest among them.
 * @param days of all rows, counted, ascending
 */
export function inPhases(family: ModelFamily, days: Int32Array): ModelFamily {
  return {
    ...family,
    prepare:
      ({ features, labels, featureNames, train }) =>
      (request) => {
        if (request.validation) throw new RangeError('trees in phases do not stop early, got validation rows');
        // The first day that looks at none of the closes that the labels know, where all have the same calendar.
        const before = days[train[1] - 1] + HORIZON_SESSIONS + 1;
        const { model } = learnInPhases(family, featureNames, request, (phase) => {
          const rows = rowsOfPhase(days, train, before, phase);
          return { features: pickRows(features, rows), labels: Uint8Array.from(rows, (row) => labels[row]) };
        });
        if (model) return { model, rounds: request.rounds };
        throw new UntrainableError('one_class', 'phases: on each phase of the days all rows have the same label');
      },
  };
}
