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

/** Columns of a bar, as the prices of stocks and those of indices call them. No volume is a volume of 0, as in price_bars. */
const BAR_COLUMNS = {
  open_price: ['b.open_price', 'b.open_value'],
  high_price: ['b.high_price', 'b.high_value'],
  low_price: ['b.low_price', 'b.low_value'],
  close_price: ['b.close_price', 'b.close_value'],
  volume: ['coalesce(b.volume, 0)', 'coalesce(b.trading_volume, 0)'],
} as const;

/**
 * A column of the session's bar. Asked for the rows of a page only, as everything below is, and not joined: a join is worked
 * out before the rows are sorted, and the planner may choose to do it for all rows of all models. Both tables are asked by
 * themselves, the second only where the first has nothing: price_bars would ask both.
 */
const ofBar = (column: keyof typeof BAR_COLUMNS): string => {
  const [ofStock, ofIndex] = BAR_COLUMNS[column];
  return `coalesce((select ${ofStock} from stock_prices b
                  where b.stock_id = f.instrument_id and b.trading_date_local = f.trading_date),
                (select ${ofIndex} from index_prices b
                  where b.index_id = f.instrument_id and b.trading_date_local = f.trading_date))`;
};

/** The close seven sessions ahead. */
const AHEAD = `coalesce((select later.close_price from stock_prices later
                  where later.stock_id = f.instrument_id and later.trading_date_local > f.trading_date
                  order by later.trading_date_local limit 1 offset ${HORIZON_SESSIONS - 1}),
                (select later.close_value from index_prices later
                  where later.index_id = f.instrument_id and later.trading_date_local > f.trading_date
                  order by later.trading_date_local limit 1 offset ${HORIZON_SESSIONS - 1}))`;

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
  const bars = (['open_price', 'high_price', 'low_price', 'close_price', 'volume'] as const).map(
    (column) => `       ${ofBar(column)} as ${column}`,
  );
  const shown = quotedNames(
    VIEW_COLUMNS.map(({ feature }) => feature),
    ' '.repeat(17),
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
       ${AHEAD}
         > nullif(${ofBar('close_price')}, 0) as target,
       ${AHEAD}::double precision
         / nullif(${ofBar('close_price')}, 0)
           ::double precision as growth_future_7d,
       f.completeness as feature_completeness,
       f.quality_score as data_quality_score,
       p.feature_set_version,
       f.computed_at as created_at
from ml_models m
-- Where the named features are, worked out once per model ("offset 0" keeps it from being done again for every row).
cross join lateral (
  select id as feature_set_id, version as feature_set_version,
${positions.join(',\n')},
         -- In the order in which jsonb stores keys: it need not sort them again for each row.
         array(select name from unnest(feature_names) with ordinality as n (name, position)
               where name <> all (array[
                 ${shown}])
               order by octet_length(name), name collate "C") as additional_names,
         array(select position::integer from unnest(feature_names) with ordinality as n (name, position)
               where name <> all (array[
                 ${shown}])
               order by octet_length(name), name collate "C") as additional_positions
  from ml_feature_sets s
  where s.id = m.feature_set_id
  offset 0) p
join features f
  on f.instrument_id = m.instrument_id and f.feature_set_id = m.feature_set_id
 and f.trading_date >= m.training_start_date
-- A row of this length may be stored compressed or elsewhere. Joined with nothing it is in memory once, and not fetched
-- again for each of its values.
cross join lateral (select f.values || '{}'::double precision[] as values offset 0) v;`;
}
