import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { portfolioRanks } from '../../src/db/portfolio_ranks.ts';
import {
  rankGroups,
  rankModelFor,
  saveRankModel,
  sessionsToRank,
  writeRelativePredictions,
} from '../../src/db/rank_models.ts';
import { DEEP, type TrainedRanking } from '../../src/learn/index.ts';
import { addedPlaces } from '../../src/learn/ranking/added_places.ts';
import { addInstrument, insertPriceRows, walkRows } from '../support/market.ts';
import { addPooledModel, addRankModel } from '../support/models.ts';
import { describeInTransaction } from '../support/rolled_back.ts';
import { column, rows, value } from '../support/rows.ts';

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

  const sayBoth = async (session: string, relative: readonly number[], raw: readonly (number | null)[]) => {
    await say(session, relative);
    await client.query(
      `update ml_relative_predictions p set raw_score = m.score
       from unnest($1::int[], $2::float8[]) as m (id, score) where p.instrument_id = m.id and p.session = $3`,
      [members, raw, session],
    );
  };
  const order = async (session: string) =>
    (
      await rows<{ symbol: string; rank: number }>(
        client,
        'select symbol, rank::int from daily_ranks where session = $1 order by 2, 1',
        [session],
      )
    ).map(({ symbol, rank }) => `${symbol} ${rank}`);

  test('where both labels speak of all, the mean of both places orders, and who is level by both is level', async () => {
    await sayBoth('2024-02-01', [0.1, 0.2, 0.3, 0.4, 0.5, 0.6], [0.9, 0.5, 0.4, 0.3, 0.2, 0.7]);
    // Places from below by one and the other: 1 + 6, 2 + 4, 3 + 3, 4 + 2, 5 + 1, 6 + 5.
    assert.deepEqual(await order('2024-02-01'), ['FFF 1', 'AAA 2', 'BBB 3', 'CCC 3', 'DDD 3', 'EEE 3']);
    assert.deepEqual(
      (await rows<{ symbol: string }>(client, 'select symbol from ranking_today order by rank limit 2')).map(
        ({ symbol }) => symbol,
      ),
      ['FFF', 'AAA'],
    );
    await sayBoth('2024-02-02', [0.1, 0.2, 0.3, 0.4, 0.5, 0.6], [0.5, 0.5, 0.5, 0.5, 0.5, 0.5]);
    assert.deepEqual(await order('2024-02-02'), ['FFF 1', 'EEE 2', 'DDD 3', 'CCC 4', 'BBB 5', 'AAA 6']);
  });

  test('the order is that of the trees that were trained: the places of a day are added as their test does', async () => {
    const relative = [0.31, 0.62, 0.31, 0.5, 0.44, 0.62];
    const raw = [0.7, 0.51, 0.52, 0.52, 0.7, 0.1];
    await sayBoth('2024-02-01', relative, raw);
    const places = addedPlaces(Array(6).fill(0), Float64Array.from(relative), Float64Array.from(raw));
    const standings = await column<number>(
      client,
      "select standing from relative_orders where session = '2024-02-01' order by instrument_id",
    );
    // Counted from the middle there, and as a share of the day here.
    assert.deepEqual(
      standings,
      [...places].map((place) => (place + 7) / 12),
    );
  });

  test('a day that one member has only one label of is ordered by that one for all, as are days of older models', async () => {
    await sayBoth('2024-02-01', [0.1, 0.2, 0.3, 0.4, 0.5, 0.6], [0.9, 0.5, null, 0.3, 0.2, 0.7]);
    assert.deepEqual(await order('2024-02-01'), ['FFF 1', 'EEE 2', 'DDD 3', 'CCC 4', 'BBB 5', 'AAA 6']);
  });

  test('a portfolio holds by the same order', async () => {
    await sayBoth('2024-02-01', [0.1, 0.2, 0.3, 0.4, 0.5, 0.6], [0.9, 0.5, 0.4, 0.3, 0.2, 0.7]);
    const ids = members.slice(0, 3);
    const said = await portfolioRanks(client, { instrumentIds: ids, from: null, to: null });
    assert.deepEqual(
      ids.map((id) => said.get(id)?.map(({ probability }) => probability)),
      [[7 / 12], [6 / 12], [6 / 12]],
    );
  });

  test('trees with a vote are stored beside the others, scored with, and let go of with them', async () => {
    const trees = (text: string) => ({ artifact: new TextEncoder().encode(text), artifactFormat: 'test' });
    const figures = { value: 0.01, lower: -0.02, upper: 0.04 };
    const evaluation = {
      days: 60,
      rankIc: figures,
      icir: figures,
      reversalRankIc: figures,
      beyondReversal: figures,
      spreadNet: figures,
      turnover: figures,
    };
    const save = async (raw: TrainedRanking['raw']) =>
      saveRankModel(
        client,
        'all',
        await addPooledModel(client, 1),
        {
          ...trees(`relative beside ${raw?.featureNames}`),
          raw,
          family: 'xgboost_classifier',
          featureNames: ['rsi_14'],
          seed: 1,
          seconds: 1,
          engine: 'pgaugur',
          device: 'cpu',
          trials: [
            {
              params: DEEP,
              seed: 1,
              rounds: 100,
              validationLogLoss: 0.69,
              validationRocAuc: 0.51,
              foldScores: [],
              seconds: 1,
              isConstant: false,
            },
          ],
          chosen: 0,
          calibration: { method: 'none' },
          trainingRows: 30_000,
          trainingEnd: '2023-01-02',
          testFrom: '2023-01-20',
          evaluation,
          gate: { passed: false, reason: 'not passed' },
        },
        'pool',
      );
    const featureNames = ['rsi_14', 'index_1_return_7d'];
    await save({ ...trees('raw'), featureNames });
    const scored = await rankModelFor(client, members[0]);
    assert.deepEqual([scored?.featureNames, scored?.raw?.featureNames], [['rsi_14'], featureNames]);
    const isKept = () =>
      value(client, 'select count(*)::int from ml_model_artifacts where sha256 = $1', [scored?.raw?.artifact]);
    await client.query("update ml_model_artifacts set created_at = now() - interval '3 years'");
    await client.query('select archive_models($1, 0)', [members[0]]);
    await client.query('select prune()');
    assert.equal(await isKept(), 1);
    await save(undefined);
    assert.equal((await rankModelFor(client, members[0]))?.raw, null);
    await client.query('select archive_models($1, 0)', [members[0]]);
    assert.equal(await isKept(), 0);
    const names = await value(client, 'select raw_feature_names from ml_rank_models where id = $1', [scored?.id]);
    assert.deepEqual(names, featureNames, 'what it was stays readable');
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

  test('what was said live stays from the open it speaks of on, whatever its prices become', async () => {
    const feature = await value<number>(client, 'select id from ml_feature_sets where is_current');
    await client.query('update ml_pooled_models set feature_set_id = $1', [feature]);
    await client.query(`update ml_rank_models set training_end_date = '2017-12-01', test_start_date = '2017-12-02',
         calibration = '{"method": "none"}'`);
    await insertPriceRows(client, members[0], walkRows(3, 1));
    const dates = await column<string>(
      client,
      'select trading_date::text from price_bars where instrument_id = $1 order by 1',
      [members[0]],
    );
    const [first, second, newest] = dates;
    for (const date of dates) await say(date, [0.4, 0.6, 0.5, 0.6, 0.3, 0.2]);
    await client.query("update ml_relative_predictions set origin = 'hindsight' where session = $1", [second]);
    await client.query(
      `insert into features (instrument_id, feature_set_id, trading_date, values, completeness, quality_score, history_hash)
       select $1, $2, day, '{}', 1, 1, 'corrected' from unnest($3::date[]) as day`,
      [members[0], feature, dates],
    );
    const ranking = await rankModelFor(client, members[0]);
    assert.ok(ranking);
    assert.deepEqual(await sessionsToRank(client, ranking, members[0], newest, first, 0.5), [second]);
    const told = dates.map((date) => ({ date, hash: Buffer.from('corrected') }));
    await writeRelativePredictions(client, model, members[0], told, Float64Array.of(0.9, 0.9, 0.9), undefined);
    assert.deepEqual(
      await rows(
        client,
        'select origin, relative_probability as p from ml_relative_predictions where instrument_id = $1 order by session',
        [members[0]],
      ),
      [
        { origin: 'live', p: 0.4 },
        { origin: 'hindsight', p: 0.9 },
        { origin: 'live', p: 0.4 },
      ],
    );
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
