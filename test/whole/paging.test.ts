import '../../src/server/graphile_mode.ts';

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { pino } from 'pino';
import { makeSchema } from 'postgraphile';
import { grafast, isAsyncIterable } from 'postgraphile/grafast';
import { type GraphQLField, getNamedType, isEnumType, isLeafType, isRequiredArgument } from 'postgraphile/graphql';
import { z } from 'zod';
import { readDeclarations } from '../../src/server/declarations.ts';
import { makePreset } from '../../src/server/preset.ts';
import { cloneRows, madeUpRows } from '../server/cloned_rows.ts';
import { argumentsOf, rowType } from '../server/everything_of.ts';
import { insertForecasts } from '../server/forecasts.ts';
import { ownDatabase } from '../support/own_database.ts';

const row = z.record(z.string(), z.unknown());
const whole = z.record(z.string(), z.object({ nodes: z.array(row) }));
const paged = z.record(
  z.string(),
  z.object({
    nodes: z.array(row),
    pageInfo: z.object({ has: z.boolean(), cursor: z.string().nullable() }),
  }),
);

type Field = GraphQLField<unknown, unknown>;
type List = {
  readonly field: Field;
  readonly fields: readonly string[];
  readonly orders: readonly string[];
  readonly count: number;
};

/** Lists that have one row by what they are, or whose rows need more than made-up tables: they are not walked. */
const FEW_ROWS: readonly string[] = [
  ...['backtestEquity', 'contextInstruments', 'contributionRanges', 'dailyRankIcs', 'dailyRanks', 'exchangeCalendars'],
  ...['externalPredictions', 'featureImportance', 'featureSources', 'mlAlerts', 'mlBacktestRequests'],
  ...['mlLookaheadVerdicts', 'mlModelPromotions', 'mlPipelineDefaults', 'mlPooledModels', 'mlPortfolioBacktests'],
  ...['mlRankModels', 'pipelineHealth', 'predictionsAsKnown', 'queueDepth', 'rankTrackRecord', 'rankingTodays'],
  ...['rescore', 'signalsToday', 'testCurve'],
];
describe('pages of a list', () => {
  const database = ownDatabase();
  const admin = database.client();
  const pool = database.pool({ role: 'pgaugur_reader', max: 4 });
  let server: Awaited<ReturnType<typeof makeSchema>>;

  before(async () => {
    await insertForecasts(database);
    await admin.query(cloneRows(database.schema, 4));
    await admin.query(madeUpRows(database.schema, 5));
    await admin.query("delete from exchange_calendars where holiday_date > '1993-01-01' or mic_code <> 'XNYS'");
    // What a step that runs has taken so far is another number each time.
    await admin.query(
      "update ml_pipeline_tasks set finished_at = started_at, status = 'succeeded' where status = 'running'",
    );
    await admin.query(`
      create table hostile (
        part integer, place integer, number float8, share numeric, count integer, many bigint, yes boolean, words text,
        day date, at timestamp with time zone, clock timestamp, length interval, alias text unique,
        primary key (part, place));
      insert into hostile
      select i % 3, i,
             (array['NaN', 'Infinity', '-Infinity', '0.1', null, '1e-7', '-0'])[i % 7 + 1]::float8,
             (array['NaN', '0.30', null, '-1e30'])[i % 4 + 1]::numeric,
             (array[0, null, -1])[i % 3 + 1], (array[9007199254740993, null, 9007199254740992])[i % 3 + 1],
             (array[true, null, false])[i % 3 + 1], (array['', null, 'null', E'"\\u2028\\\\', 'ä'])[i % 5 + 1],
             (array['infinity', '-infinity', null, '2024-02-29'])[i % 4 + 1]::date,
             (array['infinity', null, '2024-01-01 00:00:00.000001', '2024-01-01 00:00:00.000002'])[i % 4 + 1]::timestamptz,
             (array['0044-03-15 BC', null, '2024-01-01 00:00:00.000001'])[i % 3 + 1]::timestamp,
             (array['1 month', null, '-1 day', '30 days 00:00:00.5'])[i % 4 + 1]::interval,
             case when i % 2 = 0 then 'a' || i end
      from generate_series(1, 20) i;
      create view hostile_view as select * from hostile;
      comment on view hostile_view is E'@primaryKey part,place\\n@nullsLast';
      grant select on hostile, hostile_view to pgaugur_reader`);
    const declarations = await readDeclarations(pool, database.schema);
    server = await makeSchema(
      makePreset({ pool, schema: database.schema, declarations, log: pino({ level: 'silent' }) }),
    );
  });

  const ask = async (source: string, variableValues: Record<string, unknown> = {}) => {
    const { schema, resolvedPreset } = server;
    const result = await grafast({
      schema,
      resolvedPreset,
      source,
      variableValues,
      requestContext: {},
      contextValue: {},
    });
    assert.ok(!isAsyncIterable(result));
    return result;
  };
  const dataOf = async (source: string, variableValues?: Record<string, unknown>) => {
    const { data, errors } = await ask(source, variableValues);
    assert.deepEqual(errors, undefined, source);
    return data;
  };

  /** Lists with more than one row, and what their rows are told apart by. */
  const empty: string[] = [];
  const lists = async (): Promise<List[]> => {
    const found: List[] = [];
    for (const field of Object.values(server.schema.getQueryType()?.getFields() ?? {})) {
      const type = rowType(field);
      if (!type || (field.args.some(isRequiredArgument) && argumentsOf(field) === '')) continue;
      const leaves = Object.values(type.getFields()).filter(
        ({ type: of, args }) => isLeafType(getNamedType(of)) && !args.some(isRequiredArgument),
      );
      // A value that its type has not, as NaN, is an error; whatever else there is tells rows apart.
      const { data } = await ask(
        `{ ${listed(
          field,
          [],
          leaves.map(({ name }) => name),
        )} }`,
      );
      const rows = whole.safeParse(data).data?.[field.name].nodes ?? [];
      if (rows.length < 2) {
        empty.push(field.name);
        continue;
      }
      const fields: string[] = [];
      const apart = () => new Set(rows.map((one) => JSON.stringify(fields.map((name) => one[name])))).size;
      for (const { name } of leaves) {
        const known = apart();
        if (known === rows.length) break;
        fields.push(name);
        if (apart() === known) fields.pop();
      }
      assert.equal(apart(), rows.length, `rows of ${field.name} cannot be told apart`);
      const order = getNamedType(field.args.find(({ name }) => name === 'orderBy')?.type);
      const orders = isEnumType(order) ? order.getValues().map(({ name }) => name) : [];
      found.push({ field, fields, orders, count: rows.length });
    }
    return found;
  };

  /** Each order of a list as all of its rows, and as what its pages come to, one after the other. */
  const walked = async ({ field, fields, count }: List, orders: readonly string[], isForward: boolean) => {
    const [size, from, has, cursor] = isForward
      ? (['first', 'after', 'hasNextPage', 'endCursor'] as const)
      : (['last', 'before', 'hasPreviousPage', 'startCursor'] as const);
    const each = (of: (order: string, i: number) => string) =>
      orders.map((order, i) => of(order && `orderBy: [${order}]`, i)).join('\n');
    const all = whole.parse(await dataOf(`{ ${each((order, i) => `l${i}: ${listed(field, [order], fields)}`)} }`));
    const pages = `query (${each((_, i) => `$l${i}: Cursor`)}) { ${each((order, i) => {
      const page = [order, `${size}: ${Math.ceil(count / 3)} ${from}: $l${i}`];
      return `l${i}: ${listed(field, page, fields, `pageInfo { has: ${has} cursor: ${cursor} }`)}`;
    })} }`;
    const cursors: Record<string, string | null> = {};
    const rows: Record<string, unknown[]> = {};
    const open = new Set(orders.map((_, i) => `l${i}`));
    for (let page = 0; open.size > 0; page++) {
      const answer = paged.parse(await dataOf(pages, cursors));
      for (const key of open) {
        const { nodes, pageInfo } = answer[key];
        rows[key] = isForward ? [...(rows[key] ?? []), ...nodes] : [...nodes, ...(rows[key] ?? [])];
        cursors[key] = pageInfo.cursor;
        assert.equal(
          pageInfo.has,
          page < Math.ceil(count / Math.ceil(count / 3)) - 1,
          `${field.name} ${orders} ${page}`,
        );
        if (!pageInfo.has) open.delete(key);
      }
    }
    return orders.map((order, i) => ({ order, all: all[`l${i}`].nodes, pages: rows[`l${i}`] }));
  };

  test('follow each other in both directions, whatever they are ordered by, and have each row once', async () => {
    const all = await lists();
    assert.ok(all.length > 30 && all.some(({ field }) => field.name === 'leaderboard'), `only ${all.length} have rows`);
    assert.deepEqual(
      empty.filter((name) => !FEW_ROWS.includes(name)),
      [],
      'lists that no page is read of',
    );
    for (const list of all) {
      const { field } = list;
      const isHostile = field.name.startsWith('hostile');
      // Of long views some, spread over their columns: each order takes a reading of the view for each page.
      const every = isHostile ? 1 : Math.ceil(list.orders.length / 24);
      const orders = list.orders.filter((_, i) => (i >> 1) % every === 0);
      const walks =
        orders.length === 0
          ? [await walked(list, [''], true)] // the rows of a function, read forwards only
          : [
              await walked(list, isHostile ? orders : orders.filter((order) => !order.endsWith('_DESC')), true),
              await walked(list, isHostile ? orders : orders.filter((order) => order.endsWith('_DESC')), false),
            ];
      for (const { order, all, pages } of walks.flat()) assert.deepEqual(pages, all, `${field.name} by ${order}`);
    }
  });
});

/** A list of all its rows, or of those that arguments leave. */
function listed({ name }: Pick<Field, 'name'>, given: readonly string[], fields: readonly string[], more = ''): string {
  const own = argumentsOf({ name }).replace(/^\(|\)$/g, '');
  const size = given.some((argument) => /\b(first|last):/.test(argument)) ? '' : 'first: 1000';
  return `${name}(${[own, size, ...given].join(' ')}) { nodes { ${fields.join(' ')} } ${more} }`;
}
