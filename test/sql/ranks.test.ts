import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { rankGroups } from '../../src/db/rank_models.ts';
import { addInstrument, insertPriceRows, walkRows } from '../support/market.ts';
import { addPooledModel, addRankModel } from '../support/models.ts';
import { describeInTransaction } from '../support/rolled_back.ts';
import { rows, value } from '../support/rows.ts';

describeInTransaction('ranks of a day', (client) => {
  let members: number[];
  let model: number;
  beforeEach(async () => {
    await client.query("update ml_pipeline_defaults set model_scope = 'pooled'");
    members = [];
    for (const symbol of ['AAA', 'BBB', 'CCC', 'DDD', 'EEE', 'FFF']) members.push(await addInstrument(client, symbol));
    model = await rankModel();
  });

  const rankModel = async () => addRankModel(client, await addPooledModel(client, 1));
  const say = (session: string, probabilities: readonly number[], of = model) =>
    client.query(
      `insert into ml_relative_predictions (rank_model_id, instrument_id, session, relative_probability, origin, input_hash)
       select $1, m.id, $2, m.probability, 'live', '' from unnest($3::int[], $4::float8[]) as m (id, probability)`,
      [of, session, members.slice(0, probabilities.length), probabilities],
    );
  const today = () => rows(client, 'select symbol, session, rank::int, ranked::int from ranking_today order by 3, 1');

  test('the likeliest is first, and equals share their place', async () => {
    await say('2024-02-01', [0.4, 0.6, 0.5, 0.6, 0.3, 0.2]);
    assert.deepEqual(
      (
        await rows<{ symbol: string; rank: number }>(
          client,
          'select symbol, rank::int from ranking_today order by 2, 1',
        )
      ).map(({ symbol, rank }) => `${symbol} ${rank}`),
      ['BBB 1', 'DDD 1', 'CCC 3', 'AAA 4', 'EEE 5', 'FFF 6'],
    );
  });

  test('a day of four has no ranks, and today stays the day before it', async () => {
    await say('2024-02-01', [0.4, 0.6, 0.5, 0.7, 0.3]);
    await say('2024-02-02', [0.4, 0.6, 0.5, 0.7]);
    assert.ok((await today()).every(({ session, ranked }) => session === '2024-02-01' && ranked === 5));
    const ranks = await rows(client, "select rank, ranked::int from daily_ranks where session = '2024-02-02'");
    assert.deepEqual(ranks, Array(4).fill({ rank: null, ranked: 4 }));
  });

  test('until half of the pool has been spoken of, the ranking is that of the session before', async () => {
    for (const symbol of ['G', 'H', 'I', 'J', 'K', 'L']) members.push(await addInstrument(client, symbol));
    await say('2024-02-01', [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]);
    await say('2024-02-02', [0.1, 0.2, 0.3, 0.4, 0.5]);
    assert.deepEqual([...new Set((await today()).map(({ session }) => session))], ['2024-02-01']);
  });

  test('who has left the pool is not in the ranking of today, nor what an older model said', async () => {
    await say('2024-02-01', [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]);
    await client.query("insert into ml_pipeline_policies (instrument_id, pool) values ($1, 'elsewhere')", [members[5]]);
    assert.equal((await today()).length, 5);
    await say('2024-02-01', [0.6, 0.5, 0.4, 0.3, 0.2], await rankModel());
    assert.equal((await today())[0].symbol, 'AAA');
  });

  test('the artifact of a rank model stays while it is the newest of its pool, and goes with the next', async () => {
    const kept = () =>
      value(client, 'select model_file_hash is not null as kept from ml_rank_models where id = $1', [model]);
    await client.query('select archive_models($1, 0)', [members[0]]);
    assert.equal(await kept(), true);
    await rankModel();
    await client.query('select archive_models($1, 0)', [members[0]]);
    assert.equal(await kept(), false);
  });

  test('the group of a member is its sector, or the first index beside it, where the policy asks and it is known', async () => {
    const sector = await value<number>(client, "insert into sectors (name) values ('Energy') returning id");
    await client.query('update base_instruments set sector_id = $1 where id = any ($2)', [sector, members.slice(0, 2)]);
    const index = await addInstrument(client, 'IDX', 'index');
    await insertPriceRows(client, index, walkRows(3, 1));
    const groups = async (by: 'pool' | 'sector' | 'index') => [...(await rankGroups(client, members, by))].sort();
    assert.deepEqual(await groups('sector'), [
      [members[0], sector],
      [members[1], sector],
    ]);
    assert.deepEqual(
      await groups('index'),
      members.map((member) => [member, index]),
    );
    assert.deepEqual(await groups('pool'), []);
    await assert.rejects(client.query("update ml_pipeline_defaults set rank_group = 'size'"), /known_rank_group/);
  });

  test('members of two pools are not ranked beside each other', async () => {
    await say('2024-02-01', [0.4, 0.6, 0.5, 0.6, 0.3, 0.2]);
    const other = await addRankModel(client, await addPooledModel(client, 1), { pool: 'others' });
    await say('2024-02-01', [0.4, 0.6, 0.5, 0.6, 0.3, 0.2], other);
    await assert.rejects(client.query('select backtest_portfolio(top_n => 2)'), {
      message: 'backtest_portfolio: top_n ranks the members of one pool, got those of all and others',
    });
  });
});
