import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { reliability } from '../../src/metrics/reliability.ts';
import { rocAuc } from '../../src/metrics/roc_auc.ts';
import { createRandom } from '../../src/random.ts';
import { normals } from '../learn/support.ts';
import { accuracy } from '../metrics/plain/accuracy.ts';
import { brierScore } from '../metrics/plain/brier_score.ts';
import { addInstrument, insertPriceRows, type PriceRows, walkRows } from '../support/market.ts';
import { addModel, addPredictions, type GivenPrediction } from '../support/predictions.ts';
import { describeInTransaction } from '../support/rolled_back.ts';
import { value } from '../support/rows.ts';

const SESSIONS = 420;
const COST = 0.001;

describeInTransaction('the track record', (client) => {
  let stock: number;
  let model: number;
  const prices = walkRows(SESSIONS, 3, '2021-01-01');
  beforeEach(async () => {
    stock = await addInstrument(client, 'AAA');
    await insertPriceRows(client, stock, prices);
    model = await addModel(client, stock, { test_roc_auc: 0.7, metrics: { brier: 0.2, rocAucInterval: [0.6, 0.8] } });
  });

  /** Predictions with ties among their probabilities, as isotonic calibration gives them. */
  const predictions = (from: number, to: number, seed = 1): GivenPrediction[] => {
    const { below } = createRandom(seed);
    return prices.dates.slice(from, to).map((session) => ({ session, probability: 0.25 + below(11) / 20 }));
  };
  const record = async (window: string, ofModel: number | null = model) => {
    const found = await client.query(
      'select * from track_record where instrument_id = $1 and model_id is not distinct from $2 and "window" = $3',
      [stock, ofModel, window],
    );
    assert.ok(found.rows.length <= 1);
    return found.rows[0];
  };
  const settle = () => client.query('select settle_predictions($1)', [stock]);

  test('nothing is left of it when all predictions are truncated', async () => {
    await addPredictions(client, stock, model, predictions(0, 60));
    await settle();
    assert.ok(await record('all'));
    await client.query('truncate ml_predictions cascade');
    assert.equal(await value(client, 'select count(*)::int from ml_track_record'), 0);
    assert.equal(await record('all'), undefined);
  });

  test('coverage is that of the intervals that were said, in all and by thirds of their volatility', async () => {
    const given = predictions(0, 127).map((one, i): GivenPrediction => {
      // Every third one has none; the others are narrow, middling and wide in turn.
      if (i % 3 === 2) return one;
      const half = [0.01, 0.03, 0.2][((i - (i % 3)) % 9) / 3];
      return { ...one, interval: [1 - half, 1, 1 + half] };
    });
    await addPredictions(client, stock, model, given);
    await settle();
    const found = await record('all');
    const rows = given.flatMap(({ session, interval }) => {
      const t = prices.dates.indexOf(session);
      const growth = Number(prices.close[t + 7]) / Number(prices.close[t]);
      return interval ? [{ interval, inside: growth >= interval[0] && growth <= interval[2] }] : [];
    });
    const share = (of: typeof rows) => of.filter(({ inside }) => inside).length / of.length;
    assert.equal(found.predictions, 127);
    assert.equal(found.interval_predictions, rows.length);
    near(found.interval_nominal, 0.8);
    near(found.interval_coverage, share(rows));
    near(found.interval_width, rows.reduce((sum, { interval: [low, , high] }) => sum + high - low, 0) / rows.length);
    assert.ok(found.interval_coverage_lower < share(rows) && share(rows) < found.interval_coverage_upper);
    const thirds: { volatility: string; predictions: number; coverage: number; width: number }[] =
      found.interval_by_volatility;
    assert.deepEqual(
      thirds.map(({ volatility }) => volatility),
      ['low', 'middle', 'high'],
    );
    assert.equal(
      thirds.reduce((sum, { predictions: n }) => sum + n, 0),
      rows.length,
    );
    // Of the widest, which are alike; rows at the border of two thirds may stand in either.
    near(thirds[2].width, 0.4, 0.02);
    assert.ok(thirds[0].coverage < thirds[2].coverage);
  });

  test('a correction of prices does not change the interval that the record counts', async () => {
    await addPredictions(client, stock, model, [
      { session: prices.dates[0], probability: 0.6, interval: [0.01, 1, 100] },
    ]);
    await client.query(
      `update ml_predictions set first_probability = prediction_probability, first_class = predicted_class,
         first_signal = trading_signal, first_growth_low = growth_low,
         first_growth_median = growth_median, first_growth_high = growth_high, growth_low = 50, growth_median = 50,
         growth_high = 50
       where instrument_id = $1`,
      [stock],
    );
    await settle();
    assert.equal((await record('all')).interval_coverage, 1);
    assert.equal(
      await value(client, 'select growth_inside from ml_predictions where instrument_id = $1', [stock]),
      false,
    );
  });

  test('hit rate, ROC-AUC, Brier score and calibration are those of src/metrics on the same rows, in every window', async () => {
    const given = predictions(0, SESSIONS);
    await addPredictions(client, stock, model, given);
    await settle();
    for (const [window, size] of [
      ['30', 30],
      ['90', 90],
      ['365', 365],
      ['all', SESSIONS - 7],
    ] as const) {
      const found = await record(window);
      const rows = given.slice(0, SESSIONS - 7).slice(-size);
      const labels = rows.map(({ session }) => wentUp(prices, session));
      const probabilities = rows.map(({ probability }) => probability);
      assert.equal(found.predictions, size);
      assert.deepEqual([found.first_session, found.last_session], [rows[0].session, rows.at(-1)?.session]);
      near(found.hit_rate, accuracy(labels, probabilities));
      near(found.roc_auc, rocAuc(labels, probabilities));
      near(found.brier, brierScore(labels, probabilities));
      near(found.base_rate, labels.reduce<number>((sum, label) => sum + label, 0) / size);
      const { bins, calibrationError } = reliability(labels, probabilities, { bins: 20, strategy: 'width' });
      near(found.calibration_error, calibrationError);
      assert.equal(found.calibration.length, bins.length);
      bins.forEach((bin, i) => {
        const stored = found.calibration[i];
        assert.equal(stored.predictions, bin.rows);
        near(stored.meanPredicted, bin.meanPredicted);
        near(stored.observedRate, bin.observedRate);
        near(stored.interval[0], bin.lower);
        near(stored.interval[1], bin.upper);
      });
    }
  });

  test('intervals are those of a seventh as many outcomes, computed independently', async () => {
    await addPredictions(client, stock, model, predictions(0, SESSIONS));
    await settle();
    const found = await record('90');
    const n = 90 / 7;
    // Wilson by its defining equation: the rates at which the observed one lies 1.96 standard errors away.
    for (const end of [found.hit_rate_lower, found.hit_rate_upper]) {
      near(Math.abs(found.hit_rate - end) / Math.sqrt((end * (1 - end)) / n), 1.959963984540054, 1e-9);
    }
    // Hanley and McNeil, the numbers of pairs written out.
    const [a, up, down] = [found.roc_auc, (found.base_rate * 90) / 7, ((1 - found.base_rate) * 90) / 7];
    const [q1, q2] = [a / (2 - a), (2 * a * a) / (1 + a)];
    const variance = (a * (1 - a) + (up - 1) * (q1 - a * a) + (down - 1) * (q2 - a * a)) / (up * down);
    near(found.roc_auc_upper - a, 1.959963984540054 * Math.sqrt(variance), 1e-9);
  });

  test('the quantiles of Student’s t agree with SciPy to one percent from three degrees of freedom on', async () => {
    // scipy 1.17.1, stats.t.ppf(0.975, v)
    const known = [
      [3.2857, 3.03148473],
      [5, 2.57058184],
      [10, 2.22813885],
      [50, 2.00855911],
    ];
    for (const [v, quantile] of known) {
      const found = await client.query('select t_quantile($1) as q', [v]);
      assert.ok(Math.abs(found.rows[0].q / quantile - 1) < 0.01, `${found.rows[0].q} at ${v}`);
    }
  });

  test('intervals hold the truth nineteen times in twenty, although outcomes overlap, for quick and for slow scores', async () => {
    // Scores that know nothing of the outcomes: the truth is 0.5 for hit rate and AUC.
    const samples = 300;
    for (const [sessions, memory] of [
      [90, 1],
      [90, 7],
      [365, 7],
      [365, 60],
    ]) {
      const drawn = Array.from({ length: samples }, (_, i) => overlapping(sessions, memory, 100 + i));
      const counted = drawn.map(({ labels, scores }) => {
        const positives = labels.filter((label) => label === 1).length;
        return {
          hit: accuracy(labels, scores),
          auc: rocAuc(labels, scores),
          positives: positives / 7,
          negatives: (sessions - positives) / 7,
        };
      });
      const found = await client.query(
        `select avg((0.5 between hit[1] and hit[2])::int)::float8 as hit, avg((0.5 between auc[1] and auc[2])::int)::float8 as auc
         from (select wilson_interval(s.hit, $1::float8 / 7) as hit, auc_interval(s.auc, s.positives, s.negatives) as auc
               from unnest($2::float8[], $3::float8[], $4::float8[], $5::float8[]) s (hit, auc, positives, negatives)) i`,
        [
          sessions,
          counted.map(({ hit }) => hit),
          counted.map(({ auc }) => auc),
          counted.map(({ positives }) => positives),
          counted.map(({ negatives }) => negatives),
        ],
      );
      const { hit, auc } = found.rows[0];
      assert.ok(hit >= 0.95, `hit rate: ${hit} of ${sessions} sessions, scores of memory ${memory}`);
      assert.ok(auc >= 0.95, `AUC: ${auc} of ${sessions} sessions, scores of memory ${memory}`);
    }
  });

  test('what was said first counts, whatever corrected prices have made of it since', async () => {
    await addPredictions(client, stock, model, predictions(0, 100));
    await settle();
    const before = await record('all');
    await client.query(
      `update ml_predictions
       set first_probability = prediction_probability, first_class = predicted_class, first_signal = trading_signal,
           prediction_probability = 1 - prediction_probability, predicted_class = not predicted_class, trading_signal = 'BUY'`,
    );
    const { updated_at: _, ...said } = await record('all');
    const { updated_at: __, ...first } = before;
    assert.deepEqual(said, first);
  });

  test('what turns out to be hindsight leaves the record', async () => {
    await addPredictions(client, stock, model, predictions(0, 40));
    await settle();
    await client.query("update ml_predictions set origin = 'hindsight' where prediction_date <= $1", [prices.dates[9]]);
    assert.deepEqual([(await record('all')).predictions, (await record('all', null)).predictions], [30, 30]);
  });

  test('signals are traded as in backtests: next open to seventh close, cost on both sides, a SELL sold short', async () => {
    const given = predictions(0, 100).map((one, t) => ({ ...one, signal: (['BUY', 'HOLD', 'SELL'] as const)[t % 3] }));
    await addPredictions(client, stock, model, given);
    await settle();
    const returns = given.flatMap(({ signal }, t) => {
      const growth = Number(prices.close[t + 7]) / Number(prices.open[t + 1]);
      if (signal === 'BUY') return [(growth * (1 - COST)) / (1 + COST) - 1];
      return signal === 'SELL' ? [(1 - COST - growth * (1 + COST)) / (1 + COST)] : [];
    });
    const found = await record('all');
    assert.equal(found.signals, returns.length);
    const mean = returns.reduce((sum, value) => sum + value, 0) / returns.length;
    near(found.signal_return, mean);
    near(found.signal_win_rate, returns.filter((value) => value > 0).length / returns.length);
    const deviation = Math.sqrt(returns.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (returns.length - 1));
    // 67 / 7 = 9.571 outcomes; scipy 1.17.1: stats.t.ppf(0.975, 67 / 7 - 1) = 2.279517
    near(found.signal_return_upper - mean, (2.279517 * deviation) / Math.sqrt(returns.length / 7), 1e-4);
  });

  test('holdout, hindsight and backfilled predictions never count', async () => {
    await addPredictions(client, stock, model, predictions(0, 100), 'holdout');
    await addPredictions(client, stock, model, predictions(100, 150), 'hindsight');
    await addPredictions(client, stock, model, predictions(150, 200), 'backfill');
    await settle();
    assert.equal(await record('all'), undefined);
    await addPredictions(client, stock, model, predictions(200, 240));
    await settle();
    assert.equal((await record('all')).predictions, 40);
    assert.equal((await record('all', null)).predictions, 40);
  });

  test('predictions that are still open do not count', async () => {
    await addPredictions(client, stock, model, predictions(SESSIONS - 10, SESSIONS));
    await settle();
    assert.equal((await record('all')).predictions, 3);
  });

  test('corrected prices settle again, and the record with them', async () => {
    const given = predictions(300, 310).map((one) => ({ ...one, probability: 0.9 }));
    await addPredictions(client, stock, model, given);
    await settle();
    const before = await record('all');
    await client.query(
      'update stock_prices set close_price = 0.01, low_price = 0.01 where stock_id = $1 and trading_date_local = any ($2)',
      [stock, prices.dates.slice(307, 317)],
    );
    const set = await value(client, 'select id from ml_feature_sets where is_current');
    await client.query('select reopen_predictions($1, $2, $3)', [stock, prices.dates[307], set]);
    assert.equal(await record('all'), undefined, 'open outcomes count for nothing');
    await settle();
    const after = await record('all');
    assert.equal(after.predictions, 10);
    assert.ok(before.hit_rate > 0);
    const outcomes = await client.query(
      'select prediction_date, actual_class, actual_growth_7d from ml_predictions order by prediction_date',
    );
    const growth = outcomes.rows.map((row) => row.actual_growth_7d);
    near(growth[0], 0.01 / Number(prices.close[300]));
    near(growth[9], 1);
    near(after.hit_rate, outcomes.rows.filter((row) => row.actual_class).length / 10);
  });

  test('deleted predictions leave the record', async () => {
    await addPredictions(client, stock, model, predictions(0, 50));
    await settle();
    await client.query('delete from ml_predictions where prediction_date >= $1', [prices.dates[20]]);
    assert.equal((await record('all')).predictions, 20);
    await client.query('delete from ml_models where id = $1', [model]);
    assert.equal(await record('all', null), undefined);
  });

  test('an instrument counts each session once, with the prediction that was there first', async () => {
    const later = await addModel(client, stock, { model_version: 'v2.1.0', status: 'testing', is_production: false });
    await addPredictions(client, stock, model, predictions(0, 60, 1));
    await addPredictions(client, stock, later, predictions(50, 100, 2));
    await settle();
    const [first, second] = [await record('all'), await record('all', later)];
    const served = await record('all', null);
    assert.deepEqual([first.predictions, second.predictions, served.predictions], [60, 50, 100]);
    const said = [...predictions(0, 60, 1), ...predictions(50, 100, 2).slice(10)];
    const labels = said.map(({ session }) => wentUp(prices, session));
    near(
      served.brier,
      brierScore(
        labels,
        said.map(({ probability }) => probability),
      ),
    );
  });

  test('a record is put beside what the model promised, and says worse only beyond both intervals', async () => {
    const perfect = (lie: boolean) =>
      prices.dates.slice(0, 200).map((session) => {
        const up = wentUp(prices, session) === 1;
        return { session, probability: up !== lie ? 0.8 : 0.2 };
      });
    await addPredictions(client, stock, model, perfect(false));
    await settle();
    const better = await record('all');
    assert.deepEqual([better.against_promise, better.promised_roc_auc], ['better', 0.7]);
    near(better.brier_difference, 0.04 - 0.2);
    await client.query('delete from ml_predictions');
    await addPredictions(client, stock, model, perfect(true));
    await settle();
    assert.equal((await record('all')).against_promise, 'worse');
    await client.query('delete from ml_predictions');
    await addPredictions(client, stock, model, perfect(true).slice(0, 6));
    await settle();
    assert.equal((await record('all')).against_promise, 'too early to tell');
  });

  test('a record and its promise are both taken less what the model reaches where there is nothing to know', async () => {
    await client.query(
      `update ml_models set test_roc_auc_corrected = 0.6, metrics = metrics || '{"worth": {
         "rocAucCorrected": 0.6, "rocAucCorrectedInterval": [0.55, 0.65],
         "expectedByRows": [{"rows": 30, "rocAuc": 0.54}, {"rows": 90, "rocAuc": 0.51}, {"rows": 200, "rocAuc": 0.5}]}}'
       where id = $1`,
      [model],
    );
    await addPredictions(client, stock, model, predictions(0, 60));
    await settle();
    const found = await record('all');
    assert.equal(found.predictions, 60);
    near(found.roc_auc_expected, 0.525);
    near(found.roc_auc_corrected, found.roc_auc - 0.025);
    near(found.roc_auc_corrected_difference, found.roc_auc - 0.025 - 0.6);
    near((await record('30')).roc_auc_expected, 0.54);
    assert.equal((await record('all', null)).roc_auc_corrected, null, 'several models, each bent in its own way');
  });
});

const near = (actual: number, expected: number, tolerance = 1e-12) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);

function wentUp({ dates, close }: PriceRows, session: string): 0 | 1 {
  const t = dates.indexOf(session);
  return Number(close[t + 7]) > Number(close[t]) ? 1 : 0;
}

/** Labels "higher in seven sessions" of a random walk, and scores that are averages of `memory` draws of their own. */
function overlapping(sessions: number, memory: number, seed: number): { labels: number[]; scores: number[] } {
  const normal = normals(seed);
  const sums = (terms: number) => {
    const draws = Array.from({ length: sessions + terms }, () => normal());
    return Array.from({ length: sessions }, (_, t) => draws.slice(t, t + terms).reduce((sum, value) => sum + value, 0));
  };
  const labels = sums(7).map((sum) => (sum > 0 ? 1 : 0));
  const scores = sums(memory).map((sum) => 1 / (1 + Math.exp(-sum / Math.sqrt(memory))));
  return { labels, scores };
}
