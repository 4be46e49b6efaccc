import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { portfolioRanks } from '../../src/db/portfolio_ranks.ts';
import { evaluateRanks } from '../../src/learn/index.ts';
import { addedPlaces } from '../../src/learn/ranking/added_places.ts';
import { dailyOrder } from '../../src/learn/ranking/daily_order.ts';
import { normals } from '../learn/support.ts';
import { addInstrument } from '../support/market.ts';
import { addPooledModel, addRankModel } from '../support/models.ts';
import { addModel } from '../support/predictions.ts';
import { describeInTransaction } from '../support/rolled_back.ts';
import { one, rows, value } from '../support/rows.ts';

const MEMBERS = 11;
const DAYS = 130;

describeInTransaction('what live ranks were worth', (client) => {
  let members: number[];
  let models: number[];
  let ranking: number;
  /** Days up to yesterday, so that the newest ranks may still be acted on. */
  const dates = Array.from({ length: DAYS }, (_, i) =>
    new Date(Date.now() - (DAYS - i) * 86_400_000).toISOString().slice(0, 10),
  );
  beforeEach(async () => {
    await client.query("update ml_pipeline_defaults set model_scope = 'pooled'");
    members = [];
    models = [];
    for (let i = 0; i < MEMBERS; i++) {
      members.push(await addInstrument(client, `M${String(i).padStart(2, '0')}`));
      models.push(await addModel(client, members[i]));
    }
    ranking = await addRankModel(client, await addPooledModel(client, 1), promise);
  });
  const promise = { gate_passed: true, rank_ic: 0.1, rank_ic_lower: 0.02, rank_ic_upper: 0.18 };

  /** Rows in the order of days and members: what was said of each, and what it brought. */
  function market(known: number) {
    const normal = normals(7);
    const size = DAYS * MEMBERS;
    const growth = Float64Array.from({ length: size }, () => Math.exp(0.02 * normal()));
    return {
      dates: Array.from({ length: size }, (_, row) => dates[Math.floor(row / MEMBERS)]),
      members: Int32Array.from({ length: size }, (_, row) => row % MEMBERS),
      growth,
      // In steps, so that some are equal.
      scores: growth.map((one) => Math.round(20 / (1 + Math.exp(-known * Math.log(one) * 50 - normal()))) / 20),
      reversal: Float64Array.from({ length: size }, () => normal()),
    };
  }

  async function said({ dates: sessions, members: of, growth, scores }: ReturnType<typeof market>, to = DAYS) {
    const size = to * MEMBERS;
    const given = [sessions.slice(0, size), [...of].slice(0, size).map((i) => members[i])];
    await client.query(
      `insert into ml_relative_predictions (rank_model_id, instrument_id, session, relative_probability, origin, input_hash)
       select $1, s.member, s.day, s.p, 'live', '' from unnest($2::date[], $3::int[], $4::float8[]) as s (day, member, p)`,
      [ranking, ...given, [...scores].slice(0, size)],
    );
    await client.query(
      `insert into ml_predictions (model_id, instrument_id, prediction_date, target_date, trading_date_epoch,
         predicted_class, prediction_probability, origin, actual_class, actual_growth_7d, entry_date)
       select ($1::int[])[s.i + 1], ($2::int[])[s.i + 1], s.day, s.day + 9, 0, true, 0.6, 'live', s.g > 1, s.g, s.day + 1
       from unnest($3::date[], $4::int[], $5::float8[]) as s (day, i, g)`,
      [models, members, sessions.slice(0, size), [...of].slice(0, size), [...growth].slice(0, size)],
    );
  }
  const settle = () => value<number>(client, 'select settle_ranks()');
  const days = () =>
    rows<{ rank_ic: number; spread: number; turnover: number; spread_net: number; members: number }>(
      client,
      'select rank_ic, spread, turnover, spread_net, members from daily_rank_ics order by session',
    );
  const record = (window: string) =>
    one<Record<string, number>>(client, 'select * from rank_track_record where "window" = $1', [window]);

  test('each day has the rank IC, spread and turnover that test days are judged by', async () => {
    const rows = market(0.4);
    await said(rows);
    assert.equal(await settle(), DAYS);
    const expected = dailyOrder(rows, 7);
    const found = await days();
    assert.equal(found.length, DAYS);
    found.forEach((day, i) => {
      near(day.rank_ic, expected.ic[i], 'rank IC');
      near(day.spread, expected.spread[i], 'spread');
      near(day.turnover, expected.turnover[i], 'turnover');
      near(day.spread_net, expected.spread[i] - 0.004 * expected.turnover[i], 'net');
    });
    assert.equal(await settle(), 0);
  });

  test('where both labels spoke, the order by both is what is judged', async () => {
    const rows = market(0.4);
    await said(rows);
    const normal = normals(9);
    const raw = rows.growth.map((growth) => 1 / (1 + Math.exp(-20 * Math.log(growth) - normal())));
    await client.query(
      `update ml_relative_predictions p set raw_score = s.score
       from unnest($1::date[], $2::int[], $3::float8[]) as s (day, member, score)
       where p.session = s.day and p.instrument_id = s.member`,
      [rows.dates, [...rows.members].map((i) => members[i]), [...raw]],
    );
    await settle();
    const expected = dailyOrder({ ...rows, scores: addedPlaces(rows.dates, rows.scores, raw) }, 7);
    const alone = dailyOrder(rows, 7);
    const found = await days();
    found.forEach((day, i) => {
      near(day.rank_ic, expected.ic[i], 'rank IC');
      near(day.spread, expected.spread[i], 'spread');
    });
    assert.ok(found.some((day, i) => Math.abs(day.rank_ic - alone.ic[i]) > 0.01));
  });

  test('the record has their means, with intervals like those of resampled blocks', async () => {
    const rows = market(0.4);
    await said(rows);
    await settle();
    const found = await record('all');
    const expected = evaluateRanks(rows, { seed: 1 });
    assert.equal(found.days, DAYS);
    for (const [name, of] of Object.entries({
      rank_ic: expected.rankIc,
      icir: expected.icir,
      spread_net: expected.spreadNet,
      turnover: expected.turnover,
    })) {
      near(found[name], of.value, name);
      const width = found[`${name}_upper`] - found[`${name}_lower`];
      assert.ok(found[`${name}_lower`] < found[name] && found[name] < found[`${name}_upper`], name);
      // The ICIR's own resamples draw the deviation again, too.
      if (name !== 'icir') assert.ok(Math.abs(width / (of.upper - of.lower) - 1) < 0.25, `${name}: ${width}`);
    }
    assert.equal((await record('126')).days, 126);
  });

  test('an interval holds the truth in some 95 of 100 records whose days share six of their seven sessions', async () => {
    const normal = normals(11);
    let held = 0;
    for (let i = 0; i < 200; i++) {
      const moves = Array.from({ length: 132 }, () => normal());
      const days = Array.from({ length: 126 }, (_, day) => moves.slice(day, day + 7).reduce((a, b) => a + b, 0));
      const [lower, upper] = await value<number[]>(client, 'select block_interval($1)', [days]);
      if (lower < 0 && upper > 0) held++;
    }
    assert.ok(held >= 182 && held <= 196, `${held} of 200`);
  });

  test('below 84 days there is no interval, and nothing to hold against the promise', async () => {
    await said(market(0), 83);
    await settle();
    const found = await record('all');
    assert.deepEqual([found.days, found.rank_ic_lower, found.against_promise], [83, null, 'too early to tell']);
  });

  test('ranks whose live record lies below what the test days had at least are not usable, and say so', async () => {
    await said(market(-0.3));
    await settle();
    assert.equal((await record('252')).against_promise, 'faded');
    const faded = await one(client, "select usable, why_not from ranking_today where symbol = 'M00'");
    assert.equal(faded.usable, false);
    assert.match(
      String(faded.why_not),
      /drift: over the last 130 live days the daily rank IC was -0\.\d+ \(at most -0\.\d+\), and its test days had at least 0\.020/,
    );
  });

  test('ranks that keep what they promised are usable until the open they speak of', async () => {
    await said(market(0.2));
    await settle();
    await client.query('update ml_predictions set entry_date = current_date + 3 where prediction_date = $1', [
      dates[DAYS - 1],
    ]);
    const today = () =>
      one(
        client,
        "select usable, why_not, live_days, live_rank_ic > 0 as skilled from ranking_today where symbol = 'M03'",
      );
    assert.deepEqual(await today(), { usable: true, why_not: null, live_days: DAYS, skilled: true });
    await client.query('update ml_predictions set entry_date = prediction_date + 1 where prediction_date = $1', [
      dates[DAYS - 1],
    ]);
    // It is today's, and the instrument is of no exchange: as views.test has it of predictions.
    assert.match(
      String((await today()).why_not),
      /^its entry, the open of .*, may have passed \(when its exchange opens is not known\)$/,
    );
  });

  test('a corrected outcome changes its day, and one that is open again leaves the others to it', async () => {
    await said(market(0.4));
    await settle();
    const day = DAYS - 10;
    const before = await days();
    const outcome = (member: number, growth: number | null) =>
      client.query(
        'update ml_predictions set actual_growth_7d = $3, actual_class = $3::float8 > 1 where instrument_id = $1 and prediction_date = $2',
        [members[member], dates[day], growth],
      );
    await outcome(2, 0.1);
    assert.equal(await settle(), 1);
    assert.notEqual((await days())[day].rank_ic, before[day].rank_ic);
    await outcome(2, null);
    assert.equal(await settle(), 1);
    assert.equal((await days())[day].members, MEMBERS - 1);
    // Fewer than half of those spoken of: the day waits.
    for (const member of [0, 1, 3, 4, 5]) await outcome(member, null);
    await settle();
    assert.equal((await days()).length, DAYS - 1);
  });

  test('what has settled stays when its predictions are pruned', async () => {
    await said(market(0.4));
    await settle();
    await client.query('delete from ml_predictions where prediction_date = $1', [dates[DAYS - 10]]);
    assert.equal(await settle(), 0);
    assert.equal((await days()).length, DAYS);
  });

  test('who joins the pool later, and is spoken of after the fact, moves nothing that was said live', async () => {
    const told = market(0.4);
    await said(told);
    const normal = normals(13);
    await client.query(
      `update ml_relative_predictions p set raw_score = s.score
       from unnest($1::date[], $2::int[], $3::float8[]) as s (day, member, score)
       where p.session = s.day and p.instrument_id = s.member`,
      [
        told.dates,
        [...told.members].map((i) => members[i]),
        [...told.growth].map((growth) => 1 / (1 + Math.exp(-20 * Math.log(growth) - normal()))),
      ],
    );
    await settle();
    // Settled anew, as after corrected prices: what was written down once must come out again.
    const settledAnew = async () => {
      await client.query('update ml_relative_predictions set actual_growth_7d = null');
      await client.query('delete from ml_rank_days');
      await settle();
      return rows(
        client,
        'select pool, session, members, rank_ic, spread, top_fifth from ml_rank_days order by session',
      );
    };
    const shown = async () => [
      await rows(
        client,
        `select instrument_id, session, rank, ranked from daily_ranks where origin = 'live' order by session, instrument_id`,
      ),
      await settledAnew(),
      await rows(client, 'select * from rank_track_record order by window_days'),
      await rows(
        client,
        'select symbol, session, rank, ranked, usable, live_rank_ic from ranking_today order by symbol',
      ),
      [...(await portfolioRanks(client, { instrumentIds: members, from: null, to: null }))].sort(([a], [b]) => a - b),
    ];
    const before = await shown();
    const joined: number[] = [];
    for (const symbol of ['NEW1', 'NEW2', 'NEW3', 'NEW4', 'NEW5', 'NEW6', 'NEW7'])
      joined.push(await addInstrument(client, symbol));
    await client.query(
      `insert into ml_relative_predictions
         (rank_model_id, instrument_id, session, relative_probability, raw_score, origin, input_hash)
       select $1, j.id, d.day::date, 0.3 + 0.05 * j.nth, case when j.nth > 2 then 0.9 - 0.1 * j.nth end,
              case when d.nth < 60 then 'holdout' when d.nth < 124 then 'backfill' else 'hindsight' end, ''
       from unnest($2::int[]) with ordinality as j (id, nth) cross join unnest($3::date[]) with ordinality as d (day, nth)`,
      [ranking, joined, dates],
    );
    const after = await shown();
    assert.deepEqual(after, before);
    const places = await rows<{ rank: number; ranked: number }>(
      client,
      `select rank::int, ranked::int from daily_ranks where origin = 'backfill' and session = $1 order by instrument_id`,
      [dates[100]],
    );
    assert.deepEqual(
      places,
      [7, 6, 5, 4, 3, 2, 1].map((rank) => ({ rank, ranked: 7 })),
      'they are ranked among each other',
    );
  });

  test('of a session that two models spoke of the first one counts', async () => {
    const rows = market(0.4);
    await said(rows, 10);
    const later = await addRankModel(client, await addPooledModel(client, 1), promise);
    await client.query(
      `insert into ml_relative_predictions (rank_model_id, instrument_id, session, relative_probability, origin, input_hash)
       select $1, instrument_id, session, 1 - relative_probability, 'live', '' from ml_relative_predictions`,
      [later],
    );
    await settle();
    const expected = dailyOrder(rows, 7);
    (await days()).forEach((day, i) => {
      near(day.rank_ic, expected.ic[i], 'rank IC');
    });
  });
});

function near(actual: number, expected: number, what: string): void {
  assert.ok(Math.abs(actual - expected) < 1e-9, `${what}: ${actual} is not ${expected}`);
}
