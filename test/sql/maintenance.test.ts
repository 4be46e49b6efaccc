import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { addInstrument, insertBars } from '../support/market.ts';
import { addModel } from '../support/predictions.ts';
import { describeInTransaction } from '../support/rolled_back.ts';
import { column, value } from '../support/rows.ts';

describeInTransaction('what the night deletes', (client) => {
  let stock: number;
  beforeEach(async () => {
    stock = await addInstrument(client, 'AAA');
    await insertBars(client, stock, 200);
    await client.query('delete from ml_run_requests');
  });

  /** Measurements of consecutive sessions, all made so many days before tonight. */
  const measure = (
    model: number,
    from: string,
    sessions: number,
    { daysAgo, share = 0 }: { daysAgo: number; share?: number },
  ) =>
    client.query(
      `insert into ml_drift (model_id, session, sessions, score_psi, score_noise, drifted_share, major_share, worst_features,
         measured_at)
       select $1, $2::date + i, 63, 0, 0.5, $5, $5, '[]', now() - make_interval(days => $4)
       from generate_series(0, $3::int - 1) i`,
      [model, from, sessions, daysAgo, share],
    );
  const sessionsOf = (model: number): Promise<string[]> =>
    column(client, 'select session from ml_drift where model_id = $1 order by 1', [model]);
  const night = () => client.query('select delete_old_runs()');

  test('drift is kept for a quarter, and of each model the newest for as long as the model', async () => {
    const serving = await addModel(client, stock, { data_end_date: '2023-12-31' });
    const former = await addModel(client, stock, {
      model_version: 'v1.9.0',
      data_end_date: '2023-06-30',
      status: 'deprecated',
      is_production: false,
    });
    await measure(serving, '2024-01-01', 10, { daysAgo: 91 });
    await measure(serving, '2024-01-11', 3, { daysAgo: 89 });
    await measure(former, '2023-07-01', 30, { daysAgo: 400 });
    await night();
    assert.deepEqual(await sessionsOf(serving), ['2024-01-11', '2024-01-12', '2024-01-13']);
    assert.deepEqual(await sessionsOf(former), ['2023-07-30']);
  });

  test('what a training was compared with stays, so that drift it has seen trains nothing again', async () => {
    const serving = await addModel(client, stock, { data_end_date: '2023-12-31' });
    // The training of 10 February saw the drift and did not help: its candidate missed the gate.
    await addModel(client, stock, {
      model_version: 'v2.1.0',
      model_name: 'candidate',
      data_end_date: '2024-02-10',
      status: 'testing',
      is_production: false,
    });
    await measure(serving, '2024-01-01', 41, { daysAgo: 150, share: 1 });
    await measure(serving, '2024-02-11', 60, { daysAgo: 95, share: 1 });
    const since = () => value(client, "select drift_since($1, '2024-02-10') as drift", [stock]);
    assert.equal(await since(), null);
    await night();
    assert.deepEqual(await sessionsOf(serving), ['2024-02-10', '2024-04-10']);
    assert.equal(await since(), null);
  });
});
