import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { addInstrument, insertPriceRows, walkRows } from '../support/market.ts';
import { ownLaboratory } from '../support/own_laboratory.ts';
import { one } from '../support/rows.ts';

const END = '2022-12-30';

/** A walk from a date to END on these days of the week. */
function walkUntilEnd(from: string, seed: number, isSession: (weekday: number) => boolean) {
  const days = 1 + (Date.parse(END) - Date.parse(from)) / 86_400_000;
  const weekdays = Array.from({ length: days }, (_, day) => new Date(Date.parse(from) + day * 86_400_000).getUTCDay());
  return walkRows(weekdays.filter(isSession).length, seed, from, isSession);
}

/**
 * Seven sessions last seven days for one member and eleven to thirteen for another. With a gate that everything passes:
 * what is of interest is which sessions two models are compared on.
 */
describe('members with different calendars', () => {
  const lab = ownLaboratory();
  let weekdays: number;

  before(async () => {
    await lab.db.query(
      `update ml_pipeline_defaults set quiet_period = '0', minimum_sessions = 500, validation_folds = 1, model_scope = 'pooled',
              minimum_roc_auc = 0, gate_level = 0.999999, beats_rules = false`,
    );
    weekdays = await addInstrument(lab.db, 'WEEK');
    await lab.db.query("insert into ml_pipeline_policies (instrument_id, model_scope) values ($1, 'both')", [weekdays]);
    // Of the dates there are in the last two years, a longer history has a smaller share: its own test begins earlier.
    const histories = {
      WEEK: walkUntilEnd('2018-01-01', 41, (weekday) => weekday % 6 !== 0),
      DAYS: walkUntilEnd('2020-10-01', 42, () => true),
      FOUR: walkUntilEnd('2019-01-01', 43, (weekday) => weekday >= 1 && weekday <= 4),
    };
    for (const [symbol, prices] of Object.entries(histories)) {
      await insertPriceRows(lab.db, symbol === 'WEEK' ? weekdays : await addInstrument(lab.db, symbol), prices);
    }
    await lab.startWorker();
    await lab.idle();
    await lab.db.query('select train_pool()');
    await lab.idle();
  });

  test('by the calendar of each, no label of the training reaches into its test, and not a row more is left out', async () => {
    // By session: within one, rows stand in an order that the inputs decide, and training ends before the first one
    // whose label reaches into the test.
    const { rows: sessions } = await lab.db.query<{
      session: string;
      symbols: string[];
      reaching: string[];
      learned: number;
    }>(
      `with labelled as (
         select b.instrument_id, b.trading_date as session,
                lead(b.trading_date, 7) over (partition by b.instrument_id order by b.trading_date) as label_end
         from price_bars b
       ), by_session as (
         select l.session, array_agg(i.symbol order by i.symbol) as symbols, m.training_records,
                coalesce(array_agg(i.symbol order by i.symbol) filter (where l.label_end >= m.test_start_date), '{}')
                  as reaching
         from ml_pooled_models m
         join ml_pooled_model_members p on p.pooled_model_id = m.id
         join labelled l on l.instrument_id = p.instrument_id and l.session between p.first_session and p.label_end_date
         join base_instruments i on i.id = l.instrument_id
         group by l.session, m.training_records
       )
       select session, symbols, reaching, training_records
              - coalesce(sum(cardinality(symbols)) over (order by session rows between unbounded preceding and 1 preceding), 0)
                ::int as learned
       from by_session order by session`,
    );
    const last = sessions.findIndex(({ reaching }) => reaching.length > 0);
    const before = sessions.slice(0, last);
    assert.deepEqual([...new Set(before.flatMap(({ symbols }) => symbols))].sort(), ['DAYS', 'FOUR', 'WEEK']);
    const { symbols, reaching, learned } = sessions[last];
    assert.deepEqual(reaching, ['FOUR']);
    assert.ok(learned >= 0, `of the sessions before, ${-learned} rows were left out`);
    assert.ok(
      learned <= symbols.length - reaching.length,
      `${learned} of the session whose label reaches into the test`,
    );
  });

  test('opens and targets follow the series of each: weekends where there are, no Fridays where there are none', async () => {
    const { rows } = await lab.db.query(
      `select i.symbol, p.prediction_date as session, p.entry_date as entry, p.target_date as target
       from base_instruments i
       cross join lateral (
         select * from ml_predictions p where p.instrument_id = i.id and p.origin = 'hindsight'
         order by p.prediction_date desc, p.id limit 1) p
       order by i.symbol`,
    );
    assert.deepEqual(rows, [
      { symbol: 'DAYS', session: '2022-12-30', entry: '2022-12-31', target: '2023-01-06' },
      { symbol: 'FOUR', session: '2022-12-29', entry: '2023-01-02', target: '2023-01-11' },
      { symbol: 'WEEK', session: '2022-12-30', entry: '2023-01-02', target: '2023-01-10' },
    ]);
  });

  test('a pooled challenger is compared on what the own champion has not learned from', async () => {
    const { rows, expected } = await one<{ rows: number; expected: number }>(
      lab.db,
      `select (m.champion_comparison ->> 'rows')::int as rows,
              (select count(*)::int from ml_predictions p
               where p.model_id = m.id and p.origin = 'holdout' and p.prediction_date > (
                 select b.trading_date from price_bars b
                 where b.instrument_id = m.instrument_id and b.trading_date > own.training_end_date
                 order by b.trading_date offset 6 limit 1)) as expected
       from ml_models m
       join ml_models own on own.model_name = m.champion_comparison ->> 'champion'
       where m.instrument_id = $1 and m.scope = 'pooled'`,
      [weekdays],
    );
    assert.ok(rows > 0);
    assert.equal(rows, expected);
  });

  test('an own challenger is compared with a pooled champion from the pool’s test on, wherever its own begins', async () => {
    const pooled = await one(
      lab.db,
      "select id, model_name as name, is_production from ml_models where instrument_id = $1 and scope = 'pooled'",
      [weekdays],
    );
    if (!pooled.is_production) await lab.db.query("select promote_model($1, 'to be compared with')", [pooled.id]);
    await lab.idle();
    await lab.db.query("select train('WEEK')");
    await lab.idle();
    const challenger = await one<{
      comparison: { champion: string; rows: number };
      test_records: number;
      unseen: number;
    }>(
      lab.db,
      `select m.champion_comparison as comparison, m.test_records,
              (select count(*)::int from ml_predictions p
               where p.model_id = m.id and p.origin = 'holdout' and p.prediction_date >= c.unseen_from) as unseen
       from ml_models m join ml_models c on c.id = $2
       where m.instrument_id = $1 and m.scope = 'own' order by m.id desc limit 1`,
      [weekdays, pooled.id],
    );
    assert.equal(challenger.comparison.champion, pooled.name);
    assert.equal(challenger.comparison.rows, challenger.unseen);
    assert.ok(challenger.unseen > 0 && challenger.unseen < challenger.test_records);
  });
});
