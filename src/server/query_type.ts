import 'postgraphile';

/** The front page of the API's documentation: what it is, and its fields in alphabetical order. */
export const queryTypePlugin: GraphileConfig.Plugin = {
  name: 'PgaugurQueryTypePlugin',
  description: 'Describes the root query type and sorts its fields',
  version: '1.0.0',
  schema: {
    hooks: {
      GraphQLObjectType(type, _build, { scope }) {
        if (!scope.isRootQuery) return type;
        return {
          ...type,
          description:
            'Everything pgaugur knows, read-only. Good places to start: `latestPredictions` and `signalsToday`, ' +
            '`baseInstruments` (with their prices, models and predictions), `leaderboard` and `trackRecord` (what models ' +
            'promised and kept), `runGrid` and `pipelineHealth` (what the pipeline is doing).',
        };
      },
      GraphQLObjectType_fields(fields, _build, { scope }) {
        if (!scope.isRootQuery) return fields;
        return Object.fromEntries(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)));
      },
    },
  },
};
