import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import { z } from 'zod';
import { type MarketContext, newestFeatureSet } from '../../src/features/index.ts';
import { column, type Matrix } from '../../src/matrix.ts';
import type { Judged } from './auc_over_stocks.ts';
import type { DowRows } from './dow_rows.ts';
import { RULES } from './folder/direction.ts';
import { coinDays, inTurns, type Reached } from './folder/expected.ts';
import type { Threads } from './folder/threads.ts';
import type { Learned, LearningShared, LearningTask } from './learn_thread.ts';
import { learnedModel, meanSaid, type Said, sayingOf } from './learned_model.ts';
import { combinationsOf, REVERSAL } from './lineup.ts';
import type { Part } from './parts.ts';
import type { Window } from './window.ts';

const learnedPart = z.object({ models: z.array(learnedModel), seconds: z.number() });
const reachedPart = z.array(
  z.object({
    worlds: z.array(z.number()),
    areas: z.array(z.custom<Float64Array>((value) => value instanceof Float64Array)),
  }),
);

/** The part that one forecaster's models for a window are. */
export const learnedName = (forecaster: string, window: Window): string => `${window.name} ${forecaster}`;

/** One forecaster's models for a window. */
export type Learner = {
  readonly learn: (forecaster: string, window: Window) => Promise<Learned>;
  readonly close: () => Promise<void>;
};

/** Learns on all cores, one forecaster of one window on each. */
export function startLearning(
  instruments: readonly DowRows[],
  seed: number,
  part: Part,
  say: (text: string) => void,
): Learner {
  const shared: LearningShared = { instruments };
  const pool = new Piscina({
    filename: new URL('./learn_thread.ts', import.meta.url).href,
    maxThreads: availableParallelism(),
    workerData: shared,
  });
  return {
    learn: (forecaster, window) =>
      part(learnedName(forecaster, window), learnedPart, async () => {
        const task: LearningTask = { forecaster, window, seed };
        const learned: Learned = await pool.run(task, { name: 'learn' });
        say(`${window.name}, ${forecaster}: learned in ${learned.seconds.toFixed(0)} s`);
        return learned;
      }),
    close: () => pool.destroy(),
  };
}

/** What a forecast said in a window, stock by stock. */
export type Forecast = {
  readonly name: string;
  readonly said: readonly Said[];
  readonly judged: readonly Judged[];
  readonly seconds: number;
  /** Its place among what is reached in mirrored markets. */
  readonly place: number;
};

export type JudgedWindow = { readonly forecasts: readonly Forecast[]; readonly reached: readonly Reached[] };

type Material = {
  readonly instruments: readonly DowRows[];
  readonly context: MarketContext;
  readonly learner: Learner;
  readonly threads: Pick<Threads, 'surrogates'>;
  readonly seed: number;
  readonly part: Part;
  readonly say: (text: string) => void;
};

const { names: NAMES } = newestFeatureSet();

/** The rule and the named forecasters with their means, and what the same models reach in mirrored markets. */
export async function judgeWindow(
  { instruments, context, learner, threads, seed, part, say }: Material,
  window: Window,
  forecasters: readonly string[],
): Promise<JudgedWindow> {
  const stocks = instruments.map((one) => ({ one, rows: rowsIn(one, window) }));
  const learned = await Promise.all(
    forecasters.map(async (name) => ({ name, ...(await learner.learn(name, window)) })),
  );
  const single = await Promise.all(
    learned.map(async ({ name, models, seconds }) => {
      const saying = await Promise.all(models.map((model) => sayingOf(model, NAMES)));
      const said = stocks.map(({ one, rows }, i) => (saying[i] ?? saying[0])(one.features, rows));
      return { name, said, seconds };
    }),
  );
  const combinations = combinationsOf(forecasters);
  const places = (members: readonly string[]) => members.map((member) => forecasters.indexOf(member));
  const combined = combinations.map(({ name, members }) => {
    const parts = places(members).map((i) => single[i]);
    const said = stocks.map((_, i) => meanSaid(parts.map((one) => one.said[i])));
    return { name, said, seconds: parts.reduce((sum, { seconds }) => sum + seconds, 0) };
  });
  const turned = { name: REVERSAL, said: stocks.map(({ one, rows }) => reversed(one.features, rows)), seconds: 0 };
  const dates = [...new Set(instruments.flatMap((one) => one.dates))].sort();
  const last = dates.findLast((date) => date < window.until) ?? window.from;
  const shared = {
    mixtures: [...forecasters.keys()].map((i) => [i]).concat(combinations.map(({ members }) => places(members))),
    from: dates.find((date) => date >= window.from) ?? window.from,
    coins: coinDays(dates, window.from, last, context),
    seed,
  };
  const started = performance.now();
  const reached = await part(`${window.name} mirrored ${forecasters.length}`, reachedPart, () =>
    inTurns(stocks.length, { worlds: window.worlds, perWorld: window.stocksPerWorld }, (stock, worlds) => {
      const { one, rows } = stocks[stock];
      return threads.surrogates({
        ...shared,
        series: one.series,
        // A stock's own models are another's on the next.
        key: `${window.name} ${one.symbol}`,
        members: learned.map(({ models }) => models[stock] ?? models[0]),
        sessions: one.sessions.slice(...rows),
        worlds,
      });
    }),
  );
  say(`${window.name}: mirrored markets, ${((performance.now() - started) / 1000).toFixed(0)} s`);
  const judgedBy = (said: readonly Said[]) =>
    stocks.map(({ one, rows }, i): Judged => {
      const { symbol } = one;
      return { symbol, dates: one.dates.slice(...rows), labels: one.labels.subarray(...rows), scores: said[i].scores };
    });
  return {
    reached,
    forecasts: [turned, ...single, ...combined].map(({ name, said, seconds }, i) => ({
      ...{ name, said, seconds, judged: judgedBy(said) },
      // Reversal is the first of the rules, which come before what was learned.
      place: i === 0 ? 0 : RULES.length + i - 1,
    })),
  };
}

/** Rows of a window, as [from, to). */
function rowsIn({ dates }: DowRows, { from, until }: Window): readonly [number, number] {
  const end = dates.findIndex((date) => date >= until);
  return [dates.findIndex((date) => date >= from), end < 0 ? dates.length : end];
}

/** It learns nothing, and its probabilities say nothing but the order. */
function reversed(features: Matrix, rows: readonly [number, number]): Said {
  const scores = column(features, NAMES.indexOf('growth_7d'))
    .slice(...rows)
    .map((value) => -value);
  return { scores, probabilities: scores.map((score) => 1 / (1 + Math.exp(-score))) };
}
