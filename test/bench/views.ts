import { writeFile } from 'node:fs/promises';
import type pg from 'pg';
import { createClient } from '../../src/db/pool.ts';
import { createTestDatabase } from '../support/database.ts';
import { type Measurement, quantile, rounded } from '../support/measure.ts';
import { fillBigDatabase, INSTRUMENTS, MODELS, SESSIONS } from './big_database.ts';

const RUNS = 21;
const GOAL_MS = 50;
const WRITTEN_TO = new URL('../../docs/reference/views.md', import.meta.url);

/** How a view is read. The page is that of GraphQL: a hundred rows in the order of the key. */
type Reading = { readonly view: string; readonly how: string; readonly query: string };

const ALL = 'every row';
const PAGE = 'the first 100 rows by key';
const OF_ONE = 'the rows of one instrument';

const page = (view: string, key: string): Reading => ({
  view,
  how: PAGE,
  query: `select * from ${view} order by ${key} limit 100`,
});
const all = (view: string): Reading => ({ view, how: ALL, query: `select * from ${view}` });
const ofOne = (view: string): Reading => ({
  view,
  how: OF_ONE,
  query: `select * from ${view} where instrument_id = (select id from base_instruments where symbol = 'S250') limit 100`,
});

export const READINGS: readonly Reading[] = [
  all('latest_predictions'),
  all('todays_forecasts'),
  ofOne('latest_predictions'),
  all('signals_today'),
  all('leaderboard'),
  all('pipeline_health'),
  all('late_instruments'),
  all('queue_depth'),
  all('pipeline_metrics'),
  all('alert_conditions'),
  all('context_instruments'),
  all('live_worker_pools'),
  all('serving_models'),
  page('daily_ranks', 'rank_model_id, session'),
  all('ranking_today'),
  page('model_signals', 'model_id'),
  page('model_intervals', 'model_id'),
  page('prediction_contributions', 'prediction_id, place'),
  page('daily_rank_ics', 'pool, session'),
  all('rank_track_record'),
  page('model_worth', 'model_id'),
  page('track_record', 'instrument_id'),
  ofOne('track_record'),
  page('model_cards', 'model_id'),
  ofOne('model_cards'),
  page('model_worth', 'model_id'),
  ofOne('model_worth'),
  page('feature_importance', 'model_id, feature'),
  ofOne('feature_importance'),
  page('prediction_usability', 'prediction_id'),
  page('run_grid', 'run_id, step'),
  {
    view: 'run_grid',
    how: 'the newest 100 rows',
    query: 'select * from run_grid order by run_id desc, position limit 100',
  },
  ofOne('run_grid'),
  page('price_bars', 'instrument_id, trading_date'),
  ofOne('price_bars'),
  page('market_context', 'instrument_id, slot'),
  ofOne('market_context'),
  page('ml_feature_data', 'model_id, trading_date'),
  ofOne('ml_feature_data'),
  {
    view: 'ml_feature_data',
    how: 'five columns of the first 100 rows by key',
    query:
      'select model_id, trading_date, close_price, rsi_14, target from ml_feature_data order by model_id, trading_date limit 100',
  },
  {
    view: 'explain_prediction',
    how: 'one prediction',
    query: 'select * from explain_prediction((select max(id) from ml_predictions))',
  },
];

/** Every view, as pgaugur_reader, on five years of 500 instruments. */
export const views: Measurement = {
  name: 'views',
  description: `every view as pgaugur_reader on ${INSTRUMENTS} instruments × ${SESSIONS} sessions, median of ${RUNS} runs; writes docs/reference/views.md`,
  async run(seed, say) {
    const database = await createTestDatabase();
    const connect = async (role?: 'pgaugur_reader') => {
      const client = createClient({ databaseUrl: database.url, schema: database.schema, role });
      await client.connect();
      return client;
    };
    const owner = await connect();
    const reader = await connect('pgaugur_reader');
    try {
      await fillBigDatabase(owner, seed, say);
      const found = await readViews(owner, reader, say);
      const refreshMs = await recordRefreshMs(owner);
      const slowest = found.reduce((one, other) => (other.ms > one.ms ? other : one));
      await writeFile(WRITTEN_TO, report(found, await commentsOf(owner)));
      return {
        recordRefreshMs: refreshMs,
        slowestViewMs: { [slowest.view]: slowest.ms },
        viewMs: Object.fromEntries(found.map(({ view, how, ms }) => [`${view}: ${how}`, ms])),
      };
    } finally {
      await owner.end();
      await reader.end();
      await database.drop();
    }
  },
};

type Found = Reading & { readonly ms: number; readonly rows: number; readonly plan: readonly string[] };

/** Reads every view several times, over a cache that the first read has warmed. */
export async function readViews(owner: pg.Client, reader: pg.Client, say: (text: string) => void): Promise<Found[]> {
  const found: Found[] = [];
  for (const reading of READINGS) {
    const milliseconds: number[] = [];
    let rows = (await reader.query(reading.query)).rows.length;
    for (let run = 0; run < RUNS; run++) {
      const started = performance.now();
      rows = (await reader.query(reading.query)).rows.length;
      milliseconds.push(performance.now() - started);
    }
    const ms = rounded(quantile(milliseconds, 0.5), 1);
    say(`${String(ms).padStart(7)} ms  ${reading.view}, ${reading.how}: ${rows} rows`);
    found.push({ ...reading, ms, rows, plan: await planOf(owner, reading.query) });
  }
  return found;
}

/** What a settled prediction costs: the records of its model and of its instrument, computed again. */
async function recordRefreshMs(owner: pg.Client): Promise<number> {
  const milliseconds: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const started = performance.now();
    await owner.query(
      `select refresh_track_record(array[m.id], array[m.instrument_id])
       from ml_models m where m.status in ('active', 'testing') order by m.id offset $1 limit 1`,
      [run],
    );
    milliseconds.push(performance.now() - started);
  }
  return rounded(quantile(milliseconds, 0.5), 1);
}

/** What a plan reads, and how: its scans, most often executed first. */
async function planOf(db: pg.Client, query: string): Promise<string[]> {
  const { rows } = await db.query(`explain (analyze, format json, timing off, costs off) ${query}`);
  const scans = new Map<string, number>();
  const visit = (node: PlanNode): void => {
    const [relation, index] = [node['Relation Name'], node['Index Name']];
    if (relation !== undefined || index !== undefined) {
      const name = `${node['Node Type']} ${index ?? relation}`;
      scans.set(name, Math.max(scans.get(name) ?? 0, node['Actual Loops']));
    }
    for (const child of node.Plans ?? []) visit(child);
  };
  visit(rows[0]['QUERY PLAN'][0].Plan);
  return [...scans]
    .filter(([, loops]) => loops > 0)
    .sort((a, b) => b[1] - a[1])
    .map(([name, loops]) => (loops > 1 ? `${name} ×${loops}` : name));
}

type PlanNode = {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Actual Loops': number;
  readonly Plans?: readonly PlanNode[];
};

async function commentsOf(db: pg.Client): Promise<Map<string, string>> {
  const { rows } = await db.query<{ name: string; comment: string }>(
    `select relname as name, regexp_replace(obj_description(oid, 'pg_class'), '^(@[^\\n]*\\n)*', '') as comment
     from pg_class where relnamespace = current_schema()::regnamespace and relkind = 'v'
     union all
     select proname, obj_description(oid, 'pg_proc') from pg_proc
     where pronamespace = current_schema()::regnamespace and proname = 'explain_prediction'`,
  );
  return new Map(rows.map(({ name, comment }) => [name, comment]));
}

function report(found: readonly Found[], comments: ReadonlyMap<string, string>): string {
  const sections = [...new Set(found.map(({ view }) => view))].map((view) => {
    const readings = found.filter((one) => one.view === view);
    const lines = readings.map(
      ({ how, rows, ms, plan }) =>
        `| ${how} | ${rows} | ${ms} | ${plan.slice(0, 8).join('; ')}${plan.length > 8 ? '; …' : ''} |`,
    );
    return [
      `## ${view}`,
      '',
      comments.get(view) ?? '',
      '',
      '| read | rows | ms | reads |',
      '|---|---|---|---|',
      ...lines,
      '',
    ].join('\n');
  });
  const slow = found.filter(({ ms }) => ms > GOAL_MS);
  return [
    '# Views',
    '',
    `Written by \`npm run -s bench -- views\`: each view read as \`pgaugur_reader\` on ${INSTRUMENTS} instruments × ${SESSIONS} sessions with ` +
      `${MODELS} models each, ${(INSTRUMENTS * SESSIONS).toLocaleString('en')} live predictions with their drift, and a quarter of daily runs; median of ${RUNS} ` +
      `reads over a warm cache, from sending the query to having its rows in JavaScript. The goal is ${GOAL_MS} ms. "reads" is what the plan of the read ` +
      'scanned, and how often: it is what each index is there for.',
    '',
    slow.length === 0
      ? 'Every read is within the goal.'
      : `Beyond it: ${slow.map(({ view, how, ms }) => `\`${view}\`, ${how} (${ms} ms)`).join('; ')}.`,
    '',
    ...sections,
  ].join('\n');
}
