import { z } from 'zod';
import type { Ask } from '../../server/index.ts';
import { keyOf, type TypedDocument } from '../../web/api/document.ts';
import { backtest, backtests, explained, history, instrument, prices } from '../../web/api/documents.ts';
import { BARS, PREDICTIONS } from '../../web/api/spans.ts';

/** A backtest has a line for each session: of many, the newest are in a report. */
const BACKTESTS = 5;

const found = z.object({
  baseInstrument: z.object({ todaysForecast: z.object({ predictionId: z.string() }).nullable() }).nullable(),
});
const results = z.object({
  mlBacktestResults: z.object({ nodes: z.array(z.looseObject({ id: z.string() })) }),
});

/**
 * The answers to what the view of an instrument asks, by their keys. What is asked depends on what was answered: the
 * reasons are those of the newest prediction.
 * @returns undefined for an instrument of which nothing is predicted
 */
export async function collectAnswers(ask: Ask, id: number): Promise<Record<string, unknown> | undefined> {
  const answers: Record<string, unknown> = {};
  const keep = async <Answer, Variables extends Record<string, unknown>>(
    document: TypedDocument<Answer, Variables>,
    variables: Variables,
    change: (data: unknown) => unknown = (data) => data,
  ): Promise<unknown> => {
    const data = change(await ask({ ...document, variables }));
    answers[keyOf(document, variables)] = data;
    return data;
  };

  const forecast = found.parse(await keep(instrument, { id })).baseInstrument?.todaysForecast;
  if (!forecast) return undefined;
  await keep(prices, { id, first: BARS });
  await keep(history, { id, first: PREDICTIONS });
  await keep(explained, { predictionId: forecast.predictionId });
  const newest = results.parse(await keep(backtests, { id }, onlyNewest));
  for (const { id: backtestId } of newest.mlBacktestResults.nodes) await keep(backtest, { id: backtestId });
  return answers;
}

function onlyNewest(data: unknown): z.infer<typeof results> {
  const { nodes } = results.parse(data).mlBacktestResults;
  return { mlBacktestResults: { nodes: nodes.slice(0, BACKTESTS) } };
}
