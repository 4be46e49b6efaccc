/** A room of the library: a folder, or a file that stands alone. */
export type Room = {
  /** One sentence: what it knows. */
  readonly holds: string;
  /** The rooms it imports. None imports a room that imports it, however far round. */
  readonly imports: readonly string[];
  /**
   * It computes, and does nothing else: no file, environment, clock, network, thread or database, and no room that has
   * to do with one. These are the packages that it may use; types of others it may name.
   */
  readonly pure?: { readonly packages: readonly string[] };
};

const PURE = { packages: [] };

/**
 * The rooms of `src` and `workers`, and which way imports go. A folder that has rooms inside it holds, as a room of its
 * own, the files that lie directly in it.
 */
export const ROOMS: Readonly<Record<string, Room>> = {
  src: {
    holds: 'what all rooms share: bars, matrices and tables, dates, the horizon, random numbers, text',
    imports: [],
    pure: PURE,
  },
  'src/metrics': { holds: 'a metric a file, and their intervals', imports: ['src'], pure: PURE },
  'src/calendar': { holds: 'exchange holidays by rule', imports: ['src'], pure: PURE },
  'src/quality': { holds: 'what is wrong with a history, and its score', imports: ['src'], pure: PURE },
  'src/features': {
    holds: 'every feature: definition, kernel, memory; input hashes; the look-ahead proof',
    imports: ['src'],
    pure: { packages: ['technicalindicators'] },
  },
  'src/backtest': {
    holds: 'from probabilities to trades to figures, of one instrument or a portfolio',
    imports: ['src', 'src/metrics'],
    pure: PURE,
  },
  'src/csv': {
    holds: 'price files, tables and scores as text, and what is refused in them',
    imports: ['src', 'src/backtest'],
    pure: { packages: ['csv-parse/sync'] },
  },

  'src/learn/rows': {
    holds: 'which rows and columns are learned from, and why none can be',
    imports: ['src'],
    pure: PURE,
  },
  'src/learn/calibration': {
    holds: 'from a score to a probability that holds',
    imports: ['src', 'src/metrics'],
    pure: { packages: ['zod'] },
  },
  'src/learn/judging': { holds: 'evaluation, gate, comparison, drift', imports: ['src', 'src/metrics'], pure: PURE },
  'src/learn/intervals': {
    holds: 'how far the close may go, and whether that may be relied on',
    imports: ['src', 'src/metrics', 'src/learn/judging'],
    pure: PURE,
  },
  'src/learn': { holds: 'what a model family is', imports: ['src', 'src/learn/rows'], pure: PURE },
  'src/learn/phases': {
    holds: 'the declared trees: not searched, a mean over phases of the days',
    imports: ['src', 'src/learn', 'src/learn/rows'],
    pure: PURE,
  },
  'src/learn/search': {
    holds: 'tries the configurations of a grid on folds, keeps a ledger, fits the best',
    imports: ['src', 'src/learn', 'src/learn/calibration', 'src/learn/rows', 'src/metrics'],
    pure: PURE,
  },
  'src/learn/gbt': {
    holds: 'boosted trees',
    imports: ['src', 'src/learn', 'src/learn/rows', 'src/metrics'],
    pure: { packages: ['zod'] },
  },
  'src/learn/tfjs': {
    holds: 'networks, on a TensorFlow.js that is handed in',
    imports: ['src', 'src/learn', 'src/learn/gbt', 'src/learn/rows', 'src/metrics'],
    pure: { packages: ['zod'] },
  },
  'src/learn/ranking': {
    holds: 'which members of a day do better than the others, and what an order of them is worth',
    imports: ['src', 'src/learn/judging', 'src/learn/search', 'src/metrics'],
    pure: PURE,
  },
  'src/learn/index.ts': {
    holds: 'what other rooms use of src/learn',
    imports: [
      'src/learn',
      'src/learn/calibration',
      'src/learn/intervals',
      'src/learn/judging',
      'src/learn/phases',
      'src/learn/ranking',
      'src/learn/rows',
      'src/learn/search',
    ],
    pure: PURE,
  },

  'src/predictions': {
    holds: 'from what a model says of rows to signals, explanations, drift; which rows are scored and compared',
    imports: ['src', 'src/learn/index.ts'],
    pure: PURE,
  },

  'src/env': { holds: 'settings and log', imports: [] },
  'src/backends': {
    holds: 'the model families by name, and what of this host computes: TensorFlow.js, libxgboost, threads',
    imports: ['src', 'src/env', 'src/learn', 'src/learn/gbt', 'src/learn/rows', 'src/learn/tfjs', 'src/metrics'],
  },
  'src/compute': {
    holds: 'the pool of threads that long computations run in',
    imports: ['src', 'src/backends', 'src/env', 'src/features', 'src/learn/index.ts', 'src/predictions'],
  },
  'src/db': {
    holds: 'the SQL that TypeScript runs, each row parsed by its schema; migrations',
    imports: [
      'src',
      'src/backtest',
      'src/calendar',
      'src/csv',
      'src/env',
      'src/features',
      'src/learn/index.ts',
      'src/metrics',
      'src/predictions',
      'src/quality',
    ],
  },
  'src/step_support': {
    holds: 'what steps have in common: their contract, the rows they read, scoring, outputs handed on',
    imports: [
      'src',
      'src/backends',
      'src/backtest',
      'src/compute',
      'src/db',
      'src/env',
      'src/features',
      'src/learn/index.ts',
      'src/predictions',
    ],
  },
  'src/alerts': { holds: 'evaluates the rules and tells hooks over HTTP', imports: ['src/db', 'src/env'] },
  workers: {
    holds: 'a file per step of a run and per job outside of one',
    imports: [
      'src',
      'src/alerts',
      'src/backends',
      'src/backtest',
      'src/db',
      'src/features',
      'src/learn/index.ts',
      'src/metrics',
      'src/predictions',
      'src/quality',
      'src/step_support',
    ],
  },
  'src/queues': {
    holds: 'takes jobs from both queues and executes steps; looks for dead workers',
    imports: ['src', 'src/compute', 'src/db', 'src/env', 'src/step_support', 'workers'],
  },
  'src/server': {
    holds:
      'PostGraphile over the schema: names, limits, the IDE; the files of the page; what orchestrators and Prometheus ask',
    imports: ['src', 'src/db', 'src/env'],
  },
  'src/web/format': { holds: 'numbers, dates and words as people read them', imports: ['src'], pure: PURE },
  'src/web/api': { holds: 'what the page asks, how often, and whether it is answered', imports: [] },
  'src/web/parts': {
    holds: 'what all views show and do: tables, figures, states, addresses',
    imports: ['src/web/api', 'src/web/format'],
  },
  'src/web/charts': {
    holds: 'charts with a cursor that is heard and a table each',
    imports: ['src', 'src/features', 'src/web/format', 'src/web/parts'],
  },
  'src/web/views': {
    holds: 'a folder per view of the page',
    imports: ['src/web/api', 'src/web/charts', 'src/web/format', 'src/web/parts'],
  },
  'src/web/style': { holds: 'how the page looks', imports: [] },
  'src/web': {
    holds: 'the page: its frame, and which view is at which address',
    imports: ['src/web/api', 'src/web/parts', 'src/web/style', 'src/web/views'],
  },
  'src/postgres': { holds: 'the embedded server', imports: [] },
  'src/sources/answers': {
    holds: 'what sources of prices answer: bars, pages, quotas, errors; which sessions have ended; what changed',
    imports: ['src', 'src/csv'],
    pure: { packages: ['zod'] },
  },
  'src/sources': {
    holds: 'asks sources for prices: addresses, keys, patience',
    imports: ['src/sources/answers'],
  },
  // A folder per command: none imports another's, what they share stands in terminal, files, host, loading and acting.
  'src/cli/terminal': {
    holds: 'what all commands say and are asked: errors, options, tables, text',
    imports: ['src', 'src/env'],
  },
  'src/cli/files': {
    holds: 'files that commands read and write, and what is refused in them',
    imports: ['src/cli/terminal', 'src/csv'],
  },
  'src/cli/host': {
    holds: 'the database that a command means, waiting, signals',
    imports: ['src/cli/terminal', 'src/db', 'src/env', 'src/postgres'],
  },
  'src/cli/loading': {
    holds: 'prices on their way into the database: whose they are, what is refused, how far it is, what was done',
    imports: ['src', 'src/cli/terminal', 'src/csv', 'src/db'],
  },
  'src/cli/acting': {
    holds: 'what the commands of operators have in common: each by itself, what was refused, what became of it',
    imports: ['src', 'src/db'],
  },
  'src/cli/alerts': {
    holds: 'what alert rules have raised',
    imports: ['src', 'src/alerts', 'src/cli/host', 'src/cli/terminal', 'src/db'],
  },
  'src/cli/backfill': {
    holds: 'asks for predictions of the past',
    imports: ['src/cli/acting', 'src/cli/host', 'src/cli/terminal', 'src/db'],
  },
  'src/cli/backtest': {
    holds: 'trades given scores, or portfolios of them',
    imports: ['src', 'src/backtest', 'src/cli/files', 'src/cli/terminal', 'src/csv'],
  },
  'src/cli/cancel': {
    holds: 'stops open runs',
    imports: ['src/cli/acting', 'src/cli/host', 'src/cli/terminal', 'src/db'],
  },
  'src/cli/doctor': {
    holds: 'what this host can do',
    imports: ['src', 'src/backends', 'src/cli/host', 'src/cli/terminal', 'src/db', 'src/env', 'src/postgres'],
  },
  'src/cli/features': {
    holds: 'features of a price file',
    imports: ['src', 'src/cli/files', 'src/cli/terminal', 'src/csv', 'src/features'],
  },
  'src/cli/fit': {
    holds: 'a model of a table',
    imports: ['src', 'src/backends', 'src/cli/files', 'src/cli/terminal', 'src/csv', 'src/learn/gbt'],
  },
  'src/cli/fetch': {
    holds: 'prices of a source into the database',
    imports: [
      'src',
      'src/cli/files',
      'src/cli/host',
      'src/cli/loading',
      'src/cli/terminal',
      'src/db',
      'src/sources',
      'src/sources/answers',
    ],
  },
  'src/cli/import': {
    holds: 'price files into the database',
    imports: ['src', 'src/cli/files', 'src/cli/host', 'src/cli/loading', 'src/cli/terminal', 'src/csv', 'src/db'],
  },
  'src/cli/migrate': { holds: 'brings the schema up to date', imports: ['src/cli/host', 'src/cli/terminal', 'src/db'] },
  'src/cli/open': { holds: 'shows the page in the browser', imports: ['src/cli/terminal'] },
  'src/cli/partition': {
    holds: 'divides large tables by instrument',
    imports: ['src', 'src/cli/host', 'src/cli/terminal', 'src/db'],
  },
  'src/cli/pause': {
    holds: 'pauses instruments, and goes on with them',
    imports: ['src/cli/acting', 'src/cli/host', 'src/cli/terminal', 'src/db'],
  },
  'src/cli/report': {
    holds: 'an instrument as one file to keep, send or print',
    imports: [
      'src/cli/files',
      'src/cli/host',
      'src/cli/loading',
      'src/cli/terminal',
      'src/db',
      'src/env',
      'src/server',
      'src/web/api',
    ],
  },
  'src/cli/retry': {
    holds: 'goes on with a failed run',
    imports: ['src/cli/acting', 'src/cli/host', 'src/cli/terminal', 'src/db'],
  },
  'src/cli/runs': { holds: 'the list of runs', imports: ['src/cli/host', 'src/cli/terminal', 'src/db'] },
  'src/cli/score': {
    holds: 'what a model file says of a table',
    imports: ['src', 'src/cli/files', 'src/cli/terminal', 'src/learn/gbt'],
  },
  'src/cli/serve': {
    holds: 'the GraphQL server',
    imports: ['src/cli/host', 'src/cli/terminal', 'src/server'],
  },
  'src/cli/start': {
    holds: 'database, worker and server in one process, with a sample',
    imports: [
      'src',
      'src/cli/host',
      'src/cli/terminal',
      'src/csv',
      'src/db',
      'src/env',
      'src/postgres',
      'src/queues',
      'src/server',
    ],
  },
  'src/cli/status': {
    holds: 'the grid of runs, once or as it changes',
    imports: ['src', 'src/cli/host', 'src/cli/terminal', 'src/db'],
  },
  'src/cli/train': {
    holds: 'asks for trainings',
    imports: ['src/cli/acting', 'src/cli/host', 'src/cli/terminal', 'src/db'],
  },
  'src/cli/worker': {
    holds: 'takes jobs on this host',
    imports: ['src/cli/host', 'src/cli/terminal', 'src/env', 'src/queues', 'src/server', 'workers'],
  },
  'src/cli': {
    holds: 'the list of commands, and what is said of their errors',
    imports: [
      'src/backends',
      'src/cli/alerts',
      'src/cli/backfill',
      'src/cli/backtest',
      'src/cli/cancel',
      'src/cli/doctor',
      'src/cli/features',
      'src/cli/fetch',
      'src/cli/fit',
      'src/cli/import',
      'src/cli/migrate',
      'src/cli/open',
      'src/cli/partition',
      'src/cli/pause',
      'src/cli/report',
      'src/cli/retry',
      'src/cli/runs',
      'src/cli/score',
      'src/cli/serve',
      'src/cli/start',
      'src/cli/status',
      'src/cli/terminal',
      'src/cli/train',
      'src/cli/worker',
      'src/db',
      'src/env',
      'src/postgres',
      'src/server',
    ],
  },
  'src/bin.js': { holds: 'starts the command line under a Node that can run it', imports: [] },
  'src/index.ts': {
    holds: 'what programs may import',
    imports: [
      'src',
      'src/backends',
      'src/backtest',
      'src/csv',
      'src/db',
      'src/features',
      'src/learn/index.ts',
      'src/quality',
      'src/queues',
    ],
  },
};

/** Files that load what no import names, so that the table of rooms cannot hold them to it, and what each loads. */
export const LOADERS: Readonly<Record<string, string>> = {
  'src/bin.js': 'main.ts, or what was built of it; the Node that comes as a package',
  'src/backends/libxgboost/c_api.ts': 'koffi, where it is installed',
  'src/backends/tensorflow/host.ts': 'the TensorFlow.js package that fits the host',
  'src/backends/tensorflow/webgpu/gpu_process.ts': 'WebGPU and TensorFlow.js on it, where they are installed',
  'src/backends/tensorflow/webgpu/packages.ts': 'the folders of these packages',
  'src/cli/start/sample.ts': 'the folder of vega-datasets',
  'src/sources/yahoo_package.ts': 'yahoo-finance2, where it is installed',
  'src/postgres/platform.ts': 'the folder of the embedded server for this platform',
};
