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
    imports: ['src', 'src/backtest', 'src/features'],
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
  'src/learn': { holds: 'what a model family is', imports: ['src', 'src/learn/rows'], pure: PURE },
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
  'src/learn/index.ts': {
    holds: 'what other rooms use of src/learn',
    imports: ['src/learn', 'src/learn/calibration', 'src/learn/judging', 'src/learn/rows', 'src/learn/search'],
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
  workers: {
    holds: 'a file per step of a run and per job outside of one',
    imports: [
      'src',
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
    holds: 'PostGraphile over the schema: names, limits, the IDE',
    imports: ['src', 'src/db', 'src/env'],
  },
  'src/postgres': { holds: 'the embedded server', imports: [] },
  'src/cli': {
    holds: 'a folder per command, and what all share: terminal, files, host',
    imports: [
      'src',
      'src/backends',
      'src/backtest',
      'src/csv',
      'src/db',
      'src/env',
      'src/features',
      'src/learn/gbt',
      'src/postgres',
      'src/queues',
      'src/server',
      'workers',
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
