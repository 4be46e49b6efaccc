/** What is asked of the API, and the same in SQL: rows that `nodeOf` makes into the nodes of its answer. */
export type Question = {
  /** The field of the query. */
  readonly name: string;
  readonly query: string;
  readonly sql: string;
  readonly nodeOf: (row: Readonly<Record<string, unknown>>) => unknown;
};

export const QUESTIONS: readonly Question[] = [
  {
    name: 'latestPredictions',
    query: `{ latestPredictions(first: 50) { nodes {
      symbol predictionDate targetDate predictionProbability tradingSignal usable whyNot modelName testRocAuc } } }`,
    sql: `select symbol, prediction_date as "predictionDate", target_date as "targetDate",
                 prediction_probability as "predictionProbability", trading_signal as "tradingSignal", usable,
                 why_not as "whyNot", model_name as "modelName", test_roc_auc as "testRocAuc"
          from latest_predictions order by instrument_id limit 50`,
    nodeOf: (row) => row,
  },
  {
    name: 'mlPredictions',
    query: `{ mlPredictions(first: 50) { nodes {
      id predictionDate predictionProbability tradingSignal actualReturn7d
      instrument { symbol name } model { modelVersion testRocAuc isProduction } } } }`,
    sql: `select p.id::text, p.prediction_date as "predictionDate", p.prediction_probability as "predictionProbability",
                 p.trading_signal as "tradingSignal", p.actual_return_7d as "actualReturn7d", i.symbol, i.name,
                 m.model_version as "modelVersion", m.test_roc_auc as "testRocAuc", m.is_production as "isProduction"
          from ml_predictions p
          join base_instruments i on i.id = p.instrument_id
          join ml_models m on m.id = p.model_id
          order by p.id limit 50`,
    nodeOf: ({ symbol, name, modelVersion, testRocAuc, isProduction, ...prediction }) => ({
      ...prediction,
      instrument: { symbol, name },
      model: { modelVersion, testRocAuc, isProduction },
    }),
  },
];
