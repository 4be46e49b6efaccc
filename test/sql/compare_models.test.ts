import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { logLoss } from '../../src/metrics/log_loss.ts';
import { rocAuc } from '../../src/metrics/roc_auc.ts';
import { createRandom } from '../../src/random.ts';
import { addInstrument, insertPriceRows, walkRows } from '../support/market.ts';
import { addModel, addPredictions } from '../support/predictions.ts';
import { describeInTransaction, tried } from '../support/rolled_back.ts';
import { one, value } from '../support/rows.ts';

const SESSIONS = 420;

type Compared = Record<`log_loss_${Part}` | `roc_auc_${Part}`, number> & {
  readonly sessions: number;
  readonly first_session: string;
  readonly last_session: string;
  readonly newer_data: string | null;
  readonly verdict: string;
  readonly takes_over: boolean;
  readonly explanation: string;
};
type Part = 'a' | 'b' | 'difference' | 'lower' | 'upper';

describeInTransaction('two models side by side', (client) => {
  const prices = walkRows(SESSIONS, 3, '2021-01-01');
  const up = prices.dates.map((_, t): 0 | 1 => (Number(prices.close[t + 7]) > Number(prices.close[t]) ? 1 : 0));
  let stock: number;
  let a: number;
  let b: number;

  beforeEach(async () => {
    stock = await addInstrument(client, 'AAA');
    await insertPriceRows(client, stock, prices);
    a = await addModel(client, stock, { data_end_date: '2021-06-01' });
    b = await addModel(client, stock, {
      model_version: 'v2.1.0',
      status: 'testing',
      is_production: false,
      data_end_date: '2021-06-01',
    });
  });

  /** Probabilities with ties, which know so much of the outcome. */
  const forecasts = (seed: number, knows: number) => {
    const { below } = createRandom(seed);
    return prices.dates.map((_, t) => 0.3 + below(9) / 20 + knows * (up[t] - 0.5));
  };
  const says = (
    model: number,
    probabilities: readonly number[],
    from: number,
    to: number,
    origin?: Parameters<typeof addPredictions>[4],
  ) =>
    addPredictions(
      client,
      stock,
      model,
      prices.dates.slice(from, to).map((session, i) => ({ session, probability: probabilities[from + i] })),
      origin,
    );
  const compared = async (first = a, second = b) => {
    await client.query('select settle_predictions($1)', [stock]);
    await client.query('set local role pgaugur_reader');
    const found = await one<Compared>(client, 'select * from compare_models($1, $2)', [first, second]);
    await client.query('reset role');
    return found;
  };
  const near = (found: number, expected: number) =>
    assert.ok(Math.abs(found - expected) < 1e-12, `${found}, ${expected}`);

  test('are measured on the settled sessions that both have spoken of, by the metrics of src/metrics', async () => {
    const [guess, good] = [forecasts(1, 0), forecasts(2, 0.3)];
    await says(a, guess, 0, 150, 'holdout');
    await says(a, guess, 150, SESSIONS);
    await says(b, good, 100, 300, 'holdout');
    await says(b, good, 300, 320, 'hindsight');
    await says(b, good, 320, SESSIONS);
    const found = await compared();
    const range = [100, SESSIONS - 7] as const;
    const labels = up.slice(...range);
    assert.equal(found.sessions, labels.length);
    assert.deepEqual([found.first_session, found.last_session], [prices.dates[100], prices.dates[SESSIONS - 8]]);
    near(found.log_loss_a, logLoss(labels, guess.slice(...range)));
    near(found.log_loss_b, logLoss(labels, good.slice(...range)));
    near(found.log_loss_difference, found.log_loss_b - found.log_loss_a);
    near(found.roc_auc_a, rocAuc(labels, guess.slice(...range)));
    near(found.roc_auc_b, rocAuc(labels, good.slice(...range)));
    near(found.roc_auc_difference, found.roc_auc_b - found.roc_auc_a);
    // DeLong's variance, every pair of an up and a down session written out; a seventh as many outcomes.
    const wins = (scores: readonly number[], i: number, j: number) =>
      scores[i] > scores[j] ? 1 : scores[i] === scores[j] ? 0.5 : 0;
    const index = prices.dates.map((_, t) => t).slice(...range);
    const [ups, downs] = [index.filter((t) => up[t] === 1), index.filter((t) => up[t] === 0)];
    const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
    const variance = (values: readonly number[]) =>
      (mean(values.map((x) => (x - mean(values)) ** 2)) * values.length) / (values.length - 1);
    const ofUp = ups.map((i) => mean(downs.map((j) => wins(good, i, j) - wins(guess, i, j))));
    const ofDown = downs.map((j) => mean(ups.map((i) => wins(good, i, j) - wins(guess, i, j))));
    const half = 1.959963984540054 * Math.sqrt(7 * (variance(ofUp) / ups.length + variance(ofDown) / downs.length));
    near(found.roc_auc_upper - found.roc_auc_difference, half);
    near(found.roc_auc_difference - found.roc_auc_lower, half);
    assert.equal(found.verdict, 'better');
    assert.equal(found.takes_over, true);
    const back = await compared(b, a);
    assert.deepEqual([back.verdict, back.takes_over], ['worse', false]);
    near(back.log_loss_lower, -found.log_loss_upper);
  });

  test('of the same data one takes over only when it is better by the point; of newer data, when not worse', async () => {
    const guess = forecasts(1, 0);
    await says(a, guess, 0, SESSIONS, 'holdout');
    await says(
      b,
      guess.map((p, t) => p - 0.001 * (up[t] - 0.5)),
      0,
      SESSIONS,
      'holdout',
    );
    const same = await compared();
    assert.ok(same.log_loss_difference > 0);
    assert.deepEqual([same.newer_data, same.takes_over], [null, false]);
    assert.match(same.explanation, /\); of the same data, so it would have to be better by the point estimate/);
    assert.equal((await compared(b, a)).takes_over, true);
    await client.query('update ml_models set data_end_date = $2 where id = $1', [b, '2021-06-03']);
    const newer = await compared();
    assert.deepEqual([newer.newer_data, newer.takes_over], ['2 later sessions', newer.verdict !== 'worse']);
  });

  test('what was said first counts; what was backfilled does not, for a model may have learned from it', async () => {
    const guess = forecasts(1, 0);
    await says(a, guess, 0, 60);
    await says(b, guess, 0, 40);
    await says(b, guess, 40, 60, 'backfill');
    await client.query(
      `update ml_predictions set first_probability = prediction_probability, first_class = predicted_class,
         first_signal = trading_signal, prediction_probability = 0.99 where model_id = $1`,
      [b],
    );
    const found = await compared();
    assert.deepEqual([found.sessions, found.log_loss_difference, found.roc_auc_difference], [40, 0, 0]);
  });

  test('of too few sessions, or of one class, nothing is claimed', async () => {
    assert.match((await compared()).explanation, /^v2\.1\.0 and v2\.0\.0 have no settled session in common/);
    const first = up.indexOf(1);
    await says(a, forecasts(1, 0), first, first + 1);
    await says(b, forecasts(2, 0.2), first, first + 1);
    const found = await compared();
    assert.deepEqual([found.sessions, found.verdict, found.takes_over, found.roc_auc_a], [1, 'not known', false, null]);
  });

  test('models of two instruments, or that are not there, are refused by name', async () => {
    const other = await addModel(client, await addInstrument(client, 'BBB'));
    await assert.rejects(
      tried(client, () => value(client, 'select compare_models($1, $2)', [a, other])),
      /models \d+ \(m_\d+\) and \d+ \(m_\d+\) are of two instruments: there is no session that both speak of/,
    );
    await assert.rejects(
      tried(client, () => value(client, 'select compare_models($1, $1)', [a])),
      /model \d+ \(m_\d+\) is compared with itself: name two models/,
    );
    await assert.rejects(value(client, 'select compare_models($1, 4711)', [a]), /no model with id 4711/);
  });
});
