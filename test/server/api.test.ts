import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, describe, test } from 'node:test';
import { z } from 'zod';
import { type RunningServer, startServer } from '../../src/server/index.ts';
import { ask, post } from '../support/graphql.ts';
import { ownDatabase } from '../support/own_database.ts';
import { addModel } from '../support/predictions.ts';
import { insertForecasts } from './forecasts.ts';

describe('the API', () => {
  const database = ownDatabase();
  const admin = database.client();
  let server: RunningServer;

  before(async () => {
    await insertForecasts(database);
    server = await startServer({ databaseUrl: database.url, schema: database.schema, port: 0 });
  });

  database.beforeDrop(() => server.close());

  test('a prediction leads to its instrument, model and run, and each of them back to its predictions', async () => {
    const data = await ask(
      server.url,
      `{
      mlPrediction(id: "4") {
        predictionProbability
        tradingSignal
        featureImportanceJson { feature value contribution }
        instrument { symbol exchange { micCode country { isoCode } } mlPredictions { totalCount } }
        model { modelName mlPredictions { totalCount } mlBacktestResults { nodes { totalReturn monthlyReturns { month return } } } }
        pipelineRun { status model { modelVersion } mlPredictions { totalCount } }
      }
    }`,
    );
    assert.deepEqual(data, {
      mlPrediction: {
        predictionProbability: 0.8,
        tradingSignal: 'BUY',
        featureImportanceJson: [{ feature: 'rsi_14', value: 55, contribution: 0.2 }],
        instrument: {
          symbol: 'JPM',
          exchange: { micCode: 'XNYS', country: { isoCode: 'US' } },
          mlPredictions: { totalCount: 4 },
        },
        model: {
          modelName: 'JPM_growth_7d_classifier_v2.0.0',
          mlPredictions: { totalCount: 4 },
          mlBacktestResults: { nodes: [{ totalReturn: 0.05, monthlyReturns: [{ month: '2024-01', return: 0.05 }] }] },
        },
        pipelineRun: { status: 'succeeded', model: { modelVersion: 'v2.0.0' }, mlPredictions: { totalCount: 4 } },
      },
    });
  });

  test('views have relations, too: latest prediction, price bars, features by name and the run grid', async () => {
    const data = await ask(
      server.url,
      `{
      latestPredictions {
        nodes { symbol predictionDate model { isProduction signalling { signals whyNot } } prediction { id contributions { nodes { feature value meaning } } } instrument { latestPrediction { tradingSignal } } }
      }
      priceBar(instrumentId: 1, tradingDate: "2024-01-02") { closePrice instrument { symbol priceBars { totalCount } } }
      mlFeatureDatum(modelId: "1", tradingDate: "2024-01-02") {
        closePrice year returns1d model { modelVersion mlFeatureData { totalCount } } instrument { symbol }
      }
      runGrid(first: 1, orderBy: [POSITION_ASC]) { totalCount nodes { step status seconds run { kind } instrument { symbol } } }
    }`,
    );
    assert.deepEqual(data, {
      latestPredictions: {
        nodes: [
          {
            symbol: 'JPM',
            predictionDate: '2024-01-04',
            model: { isProduction: true, signalling: { signals: true, whyNot: null } },
            prediction: {
              id: '4',
              contributions: {
                nodes: [
                  {
                    feature: 'rsi_14',
                    value: 55,
                    meaning: 'Shows how strong rises were against falls over 14 sessions, 0 to 100 (RSI).',
                  },
                ],
              },
            },
            instrument: { latestPrediction: { tradingSignal: 'BUY' } },
          },
        ],
      },
      priceBar: { closePrice: '102', instrument: { symbol: 'JPM', priceBars: { totalCount: 4 } } },
      mlFeatureDatum: {
        closePrice: '102',
        year: 2024,
        returns1d: null,
        model: { modelVersion: 'v2.0.0', mlFeatureData: { totalCount: 4 } },
        instrument: { symbol: 'JPM' },
      },
      runGrid: {
        totalCount: 11,
        nodes: [
          {
            step: 'check_data_availability',
            status: 'succeeded',
            seconds: 2,
            run: { kind: 'training' },
            instrument: { symbol: 'JPM' },
          },
        ],
      },
    });
  });

  test('a run has the tasks it reached and a grid of all its steps', async () => {
    const data = await ask(
      server.url,
      `{
      mlPipelineRun(id: "1") {
        instrument { symbol }
        tasks { nodes { step host summary definition { executor } } }
        grid(filter: { status: { equalTo: not_reached } }) { totalCount }
      }
    }`,
    );
    assert.deepEqual(data, {
      mlPipelineRun: {
        instrument: { symbol: 'JPM' },
        tasks: {
          nodes: [
            {
              step: 'check_data_availability',
              host: null,
              summary: '4 sessions, data quality 1.00',
              definition: { executor: 'graphile_worker' },
            },
          ],
        },
        grid: { totalCount: 10 },
      },
    });
  });

  test('an instrument knows its serving model, whether retraining is due, and the policy in force', async () => {
    const data = await ask(
      server.url,
      `{
      baseInstruments(orderBy: [ID_ASC]) {
        nodes {
          symbol
          servingModel { modelVersion }
          retrainingDue
          pipelinePolicy { minimumRocAuc quietPeriod { seconds } }
          pipelinePolicyOverrides { minimumRocAuc }
        }
      }
    }`,
    );
    const policy = {
      pipelinePolicy: { minimumRocAuc: 0.55, quietPeriod: { seconds: 1 } },
      pipelinePolicyOverrides: null,
    };
    assert.deepEqual(data, {
      baseInstruments: {
        nodes: [
          { symbol: 'JPM', servingModel: { modelVersion: 'v2.0.0' }, retrainingDue: null, ...policy },
          { symbol: 'NEW', servingModel: null, retrainingDue: 'no model yet', ...policy },
        ],
      },
    });
  });

  const featureRow = z.object({
    features: z.object({
      nodes: z.tuple([
        z.object({
          values: z.array(z.number().nullable()),
          featureSet: z.object({ featureNames: z.array(z.string()) }),
        }),
      ]),
    }),
  });

  test('feature values are a list of numbers, null where a feature is not known', async () => {
    const data = await ask(server.url, '{ features(first: 1) { nodes { values featureSet { featureNames } } } }');
    const row = featureRow.parse(data).features.nodes[0];
    assert.deepEqual(row.values.slice(0, 3), [2024, 0.5, null]);
    assert.equal(row.values.length, row.featureSet.featureNames.length);
  });

  test('lists are filtered by their own columns and by those of what they relate to', async () => {
    const data = await ask(
      server.url,
      `query ($symbol: String!) {
      mlPredictions(
        filter: { instrument: { symbol: { equalTo: $symbol } }, predictionProbability: { greaterThan: 0.6 } }
        orderBy: [PREDICTION_PROBABILITY_DESC]
      ) { nodes { predictionDate } }
    }`,
      { symbol: 'JPM' },
    );
    assert.deepEqual(data, {
      mlPredictions: {
        nodes: [{ predictionDate: '2024-01-04' }, { predictionDate: '2024-01-01' }, { predictionDate: '2024-01-02' }],
      },
    });
  });

  test('columns with a closed set of values are enums, in tables and in views', async () => {
    const data = await ask(
      server.url,
      `query ($signals: [TradingSignal!], $status: RunStatus) {
      mlPredictions(filter: { tradingSignal: { in: $signals }, origin: { equalTo: live } }) { nodes { tradingSignal origin } }
      mlPipelineRuns(filter: { status: { equalTo: $status } }) { nodes { status kind } }
      latestPredictions(filter: { tradingSignal: { equalTo: BUY } }) { nodes { tradingSignal } }
    }`,
      { signals: ['BUY', 'SELL'], status: 'succeeded' },
    );
    assert.deepEqual(data, {
      mlPredictions: { nodes: [{ tradingSignal: 'BUY', origin: 'live' }] },
      mlPipelineRuns: { nodes: [{ status: 'succeeded', kind: 'training' }] },
      latestPredictions: { nodes: [{ tradingSignal: 'BUY' }] },
    });
    const { errors } = await post(server.url, '{ mlModels(filter: { scope: { equalTo: theirs } }) { totalCount } }');
    assert.match(errors?.[0].message ?? '', /"theirs" does not exist in "Scope" enum/);
  });

  test('the hit rate is an aggregate, of all predictions and by signal', async () => {
    const data = await ask(
      server.url,
      `{
      mlPredictions {
        aggregates { share { predictionAccuracy } min { predictionDate } average { predictionProbability } }
        groupedAggregates(groupBy: [TRADING_SIGNAL]) { keys distinctCount { id } share { predictionAccuracy } }
      }
    }`,
    );
    assert.deepEqual(data, {
      mlPredictions: {
        aggregates: {
          share: { predictionAccuracy: 0.5 },
          min: { predictionDate: '2024-01-01' },
          average: { predictionProbability: 0.65 },
        },
        groupedAggregates: [
          { keys: ['BUY'], distinctCount: { id: '3' }, share: { predictionAccuracy: 0.5 } },
          { keys: ['HOLD'], distinctCount: { id: '1' }, share: { predictionAccuracy: null } },
        ],
      },
    });
  });

  test('the seventh session is asked from the calendar: 15 January 2024 was a holiday', async () => {
    const data = await ask(server.url, '{ targetSession(session: "2024-01-04", sessionsAhead: 7, exchangeId: 1) }');
    assert.deepEqual(data, { targetSession: '2024-01-16' });
  });

  test('a list without a stated size is one page, and a page has a largest size', async () => {
    const size = '{ totalCount pageInfo { hasNextPage } nodes { name } }';
    const old = 'filter: { holidayDate: { lessThan: "2000-01-01" } }';
    const data = await ask(
      server.url,
      `{ page: exchangeHolidays(${old}) ${size} all: exchangeHolidays(${old}, first: 10000) ${size} }`,
    );
    const nodes = (count: number) => Array.from({ length: count }, () => ({ name: 'closed' }));
    assert.deepEqual(data, {
      page: { totalCount: 120, pageInfo: { hasNextPage: true }, nodes: nodes(100) },
      all: { totalCount: 120, pageInfo: { hasNextPage: false }, nodes: nodes(120) },
    });

    const tooLarge = await post(server.url, 'query ($n: Int) { stockPrices(last: $n) { nodes { id } } }', {
      n: 10_001,
    });
    assert.deepEqual(tooLarge, {
      data: { stockPrices: null },
      errors: [{ message: 'a page has at most 10000 rows, 10001 were asked for' }],
    });
  });

  test('functions that answer in rows are lists like any other', async () => {
    const explained = z.object({ explainPrediction: z.object({ nodes: z.array(z.object({ topic: z.string() })) }) });
    const topics = async (page: string) =>
      explained
        .parse(await ask(server.url, `{ explainPrediction(predictionId: "4"${page}) { nodes { topic } } }`))
        .explainPrediction.nodes.map(({ topic }) => topic);
    const all = await topics('');
    assert.deepEqual(all.slice(0, 2), ['prediction', 'base rate']);
    assert.deepEqual(await topics(', first: 2'), all.slice(0, 2));

    const unknown = await post(server.url, '{ explainPrediction(predictionId: "99") { nodes { topic } } }');
    assert.deepEqual(
      unknown.errors?.map(({ message }) => message),
      [
        'no prediction with id 99. The newest of each instrument: select prediction_id, symbol from latest_predictions.',
      ],
    );
    const tooMany = await post(
      server.url,
      '{ explainPrediction(predictionId: "4", first: 10001) { nodes { topic } } }',
    );
    assert.deepEqual(
      tooMany.errors?.map(({ message }) => message),
      ['a page has at most 10000 rows, 10001 were asked for'],
    );
  });

  test('two models are compared in one row, which says when they have no session in common', async () => {
    const other = await addModel(admin, 1, {
      id: 99,
      model_version: 'v2.1.0',
      model_name: 'another',
      status: 'testing',
      is_production: false,
    });
    const compared = `{ compareModels(a: "1", b: "${other}") { sessions verdict takesOver logLossDifference explanation } }`;
    try {
      assert.deepEqual(await ask(server.url, compared), {
        compareModels: {
          sessions: 0,
          verdict: 'not_known',
          takesOver: false,
          logLossDifference: null,
          explanation: 'v2.1.0 and v2.0.0 have no settled session in common that neither has learned from',
        },
      });
    } finally {
      await admin.query('delete from ml_models where id = $1', [other]);
    }
  });

  test('pages follow each other in both directions', async () => {
    const page = 'nodes { id } pageInfo { hasNextPage hasPreviousPage }';
    const data = await ask(
      server.url,
      `{ head: mlPredictions(first: 3) { ${page} } tail: mlPredictions(last: 1) { ${page} } }`,
    );
    assert.deepEqual(data, {
      head: {
        nodes: [{ id: '1' }, { id: '2' }, { id: '3' }],
        pageInfo: { hasNextPage: true, hasPreviousPage: false },
      },
      tail: { nodes: [{ id: '4' }], pageInfo: { hasNextPage: false, hasPreviousPage: true } },
    });
  });

  test('ten levels of relations can be nested, twenty cannot', async (t) => {
    t.mock.method(console, 'error', () => {}); // Grafast writes there what the client is told
    const nested = (levels: number): string =>
      levels === 0 ? 'symbol' : `mlPredictions(first: 1) { nodes { instrument { ${nested(levels - 1)} } } }`;
    await assert.doesNotReject(ask(server.url, `{ baseInstruments { nodes { ${nested(10)} } } }`));
    await assert.rejects(ask(server.url, `{ baseInstruments { nodes { ${nested(20)} } } }`), {
      message: 'the document has 63 levels of fields, at most 45 are answered: begin at what lies deeper',
    });
  });

  test('hostile values of arguments and variables are values, and names are names of the API', async () => {
    const symbol = `'; drop table ml_models; -- "\\u0000 $$ %s`;
    for (const given of [symbol, '{"a": 1}', 'S'.repeat(50_000)]) {
      const data = await ask(
        server.url,
        `query ($symbol: String!) {
          baseInstruments(filter: { symbol: { equalTo: $symbol } }) { totalCount }
          latestPredictions(filter: { symbol: { likeInsensitive: $symbol } }) { totalCount }
        }`,
        { symbol: given },
      );
      assert.deepEqual(data, { baseInstruments: { totalCount: 0 }, latestPredictions: { totalCount: 0 } });
    }
    for (const query of [
      `{ baseInstruments(orderBy: [${JSON.stringify(symbol)}]) { totalCount } }`,
      '{ baseInstruments(filter: { "symbol; drop": { equalTo: "a" } }) { totalCount } }',
      `{ mlPrediction(id: ${JSON.stringify(symbol)}) { id } }`,
      '{ baseInstruments(first: "1; drop table ml_models") { totalCount } }',
    ]) {
      const { data, errors } = await post(server.url, query);
      assert.ok(errors?.length && !data?.baseInstruments, query);
      for (const { message } of errors) assert.doesNotMatch(message, /select|from /i);
    }
    assert.ok(await ask(server.url, '{ mlModels { totalCount } }'));
  });

  /** What is among the answers: nothing may be acted on here, and no worker lives. */
  const ANSWERS: Readonly<Record<string, string>> = {
    'What may I act on today?': '{"signalsToday":{"nodes":[]}}',
    'What is said of one instrument, and why is it not usable?': '"usable":false,"whyNot":"its target date 2024-01-15',
    'Why does the model say so?': '"feature":"rsi_14","value":55,"contribution":0.2,"meaning":"Shows how strong rises',
    'How often were its signals right?':
      '"keys":["BUY"],"distinctCount":{"id":"2"},"share":{"predictionAccuracy":0.5},"average":{"actualReturn7d":0.005}',
    'What was said, and what came of it?': '"actualReturn7d":-0.01,"predictionAccuracy":false}',
    'Which models are worth something?': '{"place":1,"symbol":"JPM","modelName":"JPM_growth_7d_classifier_v2.0.0"',
    'What would trading it have brought?': '{"instrument":{"symbol":"JPM"},"totalReturn":0.05,',
    'What is the pipeline doing?': '{"step":"check_data_availability","status":"succeeded","attempt":1,"seconds":2,',
    'Is everything well, and what is late?':
      '"health":"no_workers","healthInWords":"no worker for short steps is running","liveWorkers":0,',
    'What did the model learn from, and how was it judged?': '"servingModel":{"modelName":"JPM_growth_7d_classifier',
  };

  test('ten questions are answered by the queries of the documentation', async () => {
    const text = await readFile(new URL('../../docs/graphql_queries.md', import.meta.url), 'utf8');
    const asked = [...text.matchAll(/^## \d+\. (.*)\n[\s\S]*?```graphql\n([\s\S]*?)```/gm)];
    assert.deepEqual(
      asked.map(([, question]) => question),
      Object.keys(ANSWERS),
    );
    for (const [, question, query] of asked) {
      const data = JSON.stringify(await ask(server.url, query));
      assert.ok(data.includes(ANSWERS[question]), `${question} ${data}`);
    }
  });
});
