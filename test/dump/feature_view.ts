import { VIEW_COLUMNS } from '../../src/features/index.ts';
import { HORIZON_SESSIONS } from '../../src/horizon.ts';

/** Columns that are whole numbers or flags in the table the view replaces. */
const CASTS: Readonly<Record<string, string>> = {
  year: 'integer',
  month: 'integer',
  weekday: 'integer',
  quarter: 'integer',
  day_of_year: 'integer',
  week_of_year: 'integer',
  is_month_end: 'integer::boolean',
};

/**
 * The session's bar, and what became of it. Looked up for the rows of a page only, and not joined: a join is worked out
 * before the rows are sorted, and the planner may choose to do it for all rows of all models.
 */
const BAR = '(bar_of(f.instrument_id, f.trading_date, null::price_bars))';
const LABEL = `(label_of(f.instrument_id, f.trading_date, ${HORIZON_SESSIONS}))`;
const BAR_COLUMNS = ['open_price', 'high_price', 'low_price', 'close_price', 'volume'];

/** Where the view is: what the registry knows is generated, descriptions and rights are written by hand. */
export const FEATURE_VIEW_FILE = 'sql/80_views/ml_feature_data.sql';

const BEGIN = '-- Generated from the feature registry (src/features) by: npm run dump';
const END = '-- Generated until here.';

/**
 * The text of the view's file with the view as the feature registry describes it; `npm run dump` writes it and a test
 * compares it.
 * @throws Error when the lines that the view stands between are missing
 */
export function withFeatureView(text: string): string {
  const [before, rest] = text.split(BEGIN);
  const [, after] = (rest ?? '').split(END);
  if (after === undefined) {
    throw new Error(`${FEATURE_VIEW_FILE}: the view must stand between the lines "${BEGIN}" and "${END}"`);
  }
  return `${before}${BEGIN}\n\n${featureViewSql()}\n${END}${after}`;
}

/** Names as the elements of an array, in lines of at most 120 characters. */
function quotedNames(names: readonly string[], indent: string): string {
  const lines = [''];
  for (const [i, name] of names.entries()) {
    const element = `'${name}'${i < names.length - 1 ? ', ' : ''}`;
    const line = `${lines.pop()}${element}`;
    if (indent.length + line.trimEnd().length > 120) lines.push(line.slice(0, -element.length), element);
    else lines.push(line);
  }
  return lines.map((line) => line.trimEnd()).join(`\n${indent}`);
}

/** Positions are looked up by name, once per feature set, so rows of several versions read alike. */
function featureViewSql(): string {
  const positions = VIEW_COLUMNS.map(
    ({ column, feature }) => `         array_position(feature_names, '${feature}') as ${column}`,
  );
  const columns = VIEW_COLUMNS.map(({ column }) => {
    const value = `v.values[p.${column}]`;
    return `       ${CASTS[column] ? `${value}::${CASTS[column]}` : value} as ${column}`;
  });
  const bars = BAR_COLUMNS.map((column) => `       ${BAR}.${column}`);
  const shown = quotedNames(
    VIEW_COLUMNS.map(({ feature }) => feature),
    ' '.repeat(6),
  );
  return `create or replace view ml_feature_data as
select m.id as model_id, f.instrument_id, f.trading_date,
       extract(epoch from f.trading_date)::bigint as trading_date_epoch,
${bars.join(',\n')},
${columns.join(',\n')},
       -- Written as json and parsed, because jsonb_object_agg takes twice as long; "unnest" in the select list hands on
       -- row by row, where one in "from" would be stored first.
       (select json_object_agg(a.name, v.values[a.position])::jsonb
        from (select unnest(p.additional_names) as name, unnest(p.additional_positions) as position) a
        -- An index that is not there is not mentioned.
        where v.values[a.position] is not null or a.name !~ '^index_[0-9]+_') as additional_features,
       ${LABEL}.target,
       ${LABEL}.growth as growth_future_7d,
       f.completeness as feature_completeness,
       f.quality_score as data_quality_score,
       p.feature_set_version,
       f.computed_at as created_at
from ml_models m
-- Where the named features are, worked out once per model ("offset 0" keeps it from being done again for every row).
cross join lateral (
  select id as feature_set_id, version as feature_set_version,
${positions.join(',\n')},
         additional.names as additional_names, additional.positions as additional_positions
  from ml_feature_sets s
  cross join additional_features(
    s.feature_names,
    array[
      ${shown}]) additional
  where s.id = m.feature_set_id
  offset 0) p
join features f
  on f.instrument_id = m.instrument_id and f.feature_set_id = m.feature_set_id
 and f.trading_date >= m.training_start_date
-- A row of this length may be stored compressed or elsewhere. Joined with nothing it is in memory once, and not fetched
-- again for each of its values.
cross join lateral (select f.values || '{}'::double precision[] as values offset 0) v;`;
}
