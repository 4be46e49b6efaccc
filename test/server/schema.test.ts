import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import {
  buildSchema,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isObjectType,
  parse,
  validate,
} from 'postgraphile/graphql';
import { withSuggestions } from '../../src/server/requests/suggestions.ts';

const schema = buildSchema(await readFile(new URL('../../schema.graphql', import.meta.url), 'utf8'));

const argumentsOf = (field: GraphQLField<unknown, unknown> | GraphQLInputField): readonly GraphQLArgument[] =>
  'args' in field ? field.args : [];

/** Everything that has a type and a name: fields, their arguments, and the fields of what is given. */
const typed = Object.values(schema.getTypeMap())
  .filter((type) => !type.name.startsWith('__'))
  .flatMap((type) => {
    if (!isObjectType(type) && !isInputObjectType(type)) return [];
    return Object.values(type.getFields()).flatMap((field) => [
      { of: type, field: field.name, type: String(getNamedType(field.type)) },
      ...argumentsOf(field).map((argument) => ({
        of: type,
        field: `${field.name}(${argument.name})`,
        type: String(getNamedType(argument.type)),
      })),
    ]);
  });

/** JSON that has no shape, and why. */
const PLACED: Readonly<Record<string, string>> = {
  'MlFeatureDatum.additionalFeatures': 'a key per feature of the set',
  'MlModel.hyperparameters': 'of each family others',
  'MlPooledModel.hyperparameters': 'of each family others',
  'MlRankModel.hyperparameters': 'of each family others',
  'ModelCard.hyperparameters': 'of each family others',
  'MlTrial.parameters': 'of each family others',
  'MlModel.metrics': 'a metric is one entry of TEST_METRICS, and in the API by itself',
  'ModelCard.metrics': 'a metric is one entry of TEST_METRICS, and in the API by itself',
  'MlModel.claims': 'as metrics',
  'ModelCard.claims': 'as metrics',
  'MlModel.modelCard': 'the whole card, as each version of the pipeline wrote it',
  'ModelCard.card': 'the whole card, as each version of the pipeline wrote it',
  'MlPipelineTask.output': 'of each step others',
  'Query.whatIf(changedFeatures)': 'a key per feature',
  'RegisterExternalModelInput.content': 'a model file of XGBoost',
};

test('JSON has a shape, or a reason to have none', () => {
  const open = typed.filter(({ of, type }) => type === 'JSON' && !/(Filter|Aggregates|Condition)$/.test(of.name));
  const names = open.map(({ of, field }) => `${of.name}.${field}`);
  assert.deepEqual(names.toSorted(), Object.keys(PLACED).toSorted());
});

/** Words by which values of a closed set are called. */
const OF_A_SET =
  /(^|[a-z])(signal|origin|kind|status|health|state|severity|direction|entry|weighting|scope|verdict|executor|queue|exitReason|quality)$/i;

test('what is called as a closed set is an enum, in what is read, given and filtered by', () => {
  const open = typed.filter(
    ({ of, field, type }) =>
      OF_A_SET.test(field.replace(/.*\((.*)\)/, '$1')) && type === 'String' && !/(Filter|Aggregates)$/.test(of.name),
  );
  assert.deepEqual(
    open.map(({ of, field }) => `${of.name}.${field}`),
    [],
  );
  const health = schema.getType('Health');
  assert.ok(isEnumType(health));
  assert.ok(health.getValues().some(({ name }) => name === 'ok'));
});

test('lists have a key by which their pages follow each other; of what has one row there is none', () => {
  const lists = typed
    .filter(({ field }) => field.endsWith('(orderBy)'))
    .map(({ of, field, type }) => ({ name: `${of.name}.${field}`, order: schema.getType(type) }));
  assert.ok(lists.length > 100, `only ${lists.length} lists`);
  const without = lists.filter(
    ({ order }) => isEnumType(order) && !order.getValues().some(({ name }) => name === 'PRIMARY_KEY_ASC'),
  );
  assert.deepEqual(
    without.map(({ name }) => name),
    ['Query.pipelineHealth(orderBy)'],
  );
});

test('objects out of JSON describe each of their fields', () => {
  const trade = schema.getType('BacktestTrade');
  assert.ok(isObjectType(trade));
  for (const field of Object.values(trade.getFields())) assert.ok(field.description, field.name);
});

test('a guess finds the name: fields that have its words are suggested', () => {
  const suggested = (query: string) =>
    validate(schema, parse(query))
      .map((error) => withSuggestions(schema, error).message)
      .join('\n');
  for (const [guess, name] of Object.entries({
    predictions: 'mlPredictions',
    instruments: 'baseInstruments',
    models: 'mlModels',
    runs: 'mlPipelineRuns',
    steps: 'mlPipelineSteps',
    prices: 'stockPrices',
    signals: 'signalsToday',
    today: 'signalsToday',
    health: 'pipelineHealth',
    alerts: 'mlAlerts',
    backtests: 'mlBacktestResults',
    portfolios: 'mlPortfolioBacktests',
    holidays: 'exchangeHolidays',
    policies: 'mlPipelinePolicies',
    pools: 'mlPooledModels',
    trials: 'mlTrials',
    importances: 'featureImportance',
    quality: 'dataQualityMetrics',
    queue: 'queueDepth',
  })) {
    assert.match(suggested(`{ ${guess} { __typename } }`), new RegExp(`Did you mean .*"${name}"`), guess);
  }
  for (const [guess, name] of Object.entries({
    promote: 'promoteModel',
    rollback: 'rollbackModelBySymbol',
    retry: 'retryRun',
    portfolioBacktest: 'backtestPortfolio',
    createHoliday: 'createExchangeHoliday',
    updatePolicy: 'updatePipelinePolicy',
  })) {
    assert.match(suggested(`mutation { ${guess} { __typename } }`), new RegExp(`Did you mean .*"${name}"`), guess);
  }
  assert.match(suggested('{ mlModels { nodes { auc } } }'), /Cannot query field "auc" on type "MlModel"/);
  assert.match(suggested('{ mlModels { nodes { rocAuc } } }'), /Did you mean .*"testRocAuc"/);
  assert.match(suggested('{ mlModel { id } }'), /argument "id" of type "BigInt!" is required/);
});
