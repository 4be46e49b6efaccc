import 'postgraphile/grafserv/ruru/server';

/** The page is at `/`. */
export const IDE_PATH = '/graphiql';

/** What the editor shows to somebody who opens it for the first time. */
const firstQuery = /* GraphQL */ `# The newest prediction of every instrument, the farthest from a coin toss first, and what speaks against it.
query LatestPredictions {
  latestPredictions(orderBy: [SIGNAL_STRENGTH_DESC], first: 20) {
    nodes {
      symbol
      predictionDate
      targetDate
      predictionProbability
      tradingSignal
      usable
      whyNot
      modelName
      testRocAuc
    }
  }
}
`;

/** The IDE: Ruru, served from its npm package, so that it works without any network. */
export const ide: GraphileConfig.Preset['ruru'] = {
  htmlParts: {
    titleTag: '<title>pgaugur</title>',
    // Not `clientConfig`: its type cannot be satisfied without React's types.
    configScript: (script) => `${script}\n<script>RURU_CONFIG.defaultQuery = ${JSON.stringify(firstQuery)};</script>`,
  },
};
