import { workerData } from 'piscina';
import { sliceRows } from '../../src/matrix.ts';
import type { DowRows } from './dow_rows.ts';
import type { LearnedModel } from './learned_model.ts';
import { forecasterNamed } from './lineup.ts';
import type { Window } from './window.ts';

/** What all learning of a run shares. */
export type LearningShared = { readonly instruments: readonly DowRows[] };

export type LearningTask = { readonly forecaster: string; readonly window: Window; readonly seed: number };

export type Learned = { readonly models: LearnedModel[]; readonly seconds: number };

const { instruments }: LearningShared = workerData;

/** Trains one forecaster for one window, by rows that end before the window does. */
export async function learn({ forecaster, window, seed }: LearningTask): Promise<Learned> {
  const known = instruments.map((one) => rowsBefore(one, window.until));
  const started = performance.now();
  const { learn } = forecasterNamed(forecaster);
  const models = await learn({ instruments: known, testFrom: window.from, folds: window.folds, seed });
  return { models, seconds: (performance.now() - started) / 1000 };
}

function rowsBefore(rows: DowRows, date: string): DowRows {
  const end = rows.dates.findIndex((one) => one >= date);
  if (end < 0) return rows;
  return {
    ...rows,
    dates: rows.dates.slice(0, end),
    labelEnds: rows.labelEnds.slice(0, end),
    labels: rows.labels.slice(0, end),
    features: sliceRows(rows.features, 0, end),
    sessions: rows.sessions.slice(0, end),
  };
}
