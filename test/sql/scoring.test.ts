import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, beforeEach, describe, test } from 'node:test';
import fc from 'fast-check';
import type pg from 'pg';
import { z } from 'zod';
import type { BoosterParams } from '../../src/backends/libxgboost/index.ts';
import { readArtifact, saveArtifact } from '../../src/db/artifacts.ts';
import { migrate } from '../../src/db/migrate.ts';
import { scoringModel } from '../../src/db/models.ts';
import { createXgboostClassifier } from '../../src/learn/gbt/family.ts';
import { type GbtModel, predict } from '../../src/learn/gbt/model.ts';
import { DEEPEST_TREE, loadModel, saveModel } from '../../src/learn/gbt/model_json.ts';
import {
  applyCalibration,
  baseLogOdds,
  believed,
  type Calibration,
  DIRECTION,
  fitCalibration,
  ofBothTrees,
} from '../../src/learn/index.ts';
import { createMatrix, type Matrix } from '../../src/matrix.ts';
import { edgeRows, loadOurs, skipWithoutLibxgboost, withTrained } from '../backends/libxgboost/support.ts';
import { BROKEN_MODELS, chained, savedSample } from '../learn/gbt/broken_models.ts';
import { fitOn, sample } from '../learn/support.ts';
import { addInstrument } from '../support/market.ts';
import { storeModel } from '../support/models.ts';
import { ownDatabase } from '../support/own_database.ts';
import { rows } from '../support/rows.ts';

const TOLERANCE = 1e-6;

describe('scoring in SQL', () => {
  const database = ownDatabase();
  const db = database.client();
  const reader = database.client('pgaugur_reader');
  let instrumentId: number;
  before(async () => {
    instrumentId = await addInstrument(db, 'AAA');
  });
  beforeEach(async () => {
    await db.query('delete from ml_models');
    await db.query('delete from ml_model_artifacts');
  });

  const store = (model: GbtModel, calibration?: Calibration) => storeModel(db, { instrumentId, model, calibration });

  /** Scores as SQL answers them to a reader. */
  async function scoresOf(modelId: number, rows: Matrix): Promise<number[]> {
    const literals = Array.from({ length: rows.rows }, (_, row) => {
      const values = Array.from({ length: rows.cols }, (_, j) => rows.data[j * rows.rows + row]);
      return `{${values.join(',')}}`;
    });
    const found = await reader.query<{ score: number }>(
      `select predict_probability($1, r.features::float8[]) as score
       from unnest($2::text[]) with ordinality as r (features, position) order by position`,
      [modelId, literals],
    );
    return found.rows.map((row) => row.score);
  }

  function assertClose(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
    assert.equal(actual.length, expected.length);
    for (let i = 0; i < expected.length; i++) {
      assert.ok(Math.abs(actual[i] - expected[i]) <= TOLERANCE, `row ${i}: ${actual[i]}, expected ${expected[i]}`);
    }
  }

  const calibrations = (model: GbtModel, { features, labels }: ReturnType<typeof sample>): readonly Calibration[] =>
    (['none', 'platt', 'isotonic'] as const).map((method) =>
      fitCalibration(labels, predict(model, features), { method }),
    );

  test('a model that XGBoost 1.7.4 trained scores as XGBoost itself scored it', async () => {
    const read = (name: string) => readFileSync(new URL(`../learn/gbt/reference/${name}`, import.meta.url), 'utf8');
    const reference = z
      .object({
        columns: z.array(z.array(z.number().nullable())),
        probabilities: z.array(z.number()),
      })
      .parse(JSON.parse(read('xgboost_1_7_4.json')));
    const model = loadModel(read('xgboost_1_7_4.model.json'));
    const { columns, probabilities } = reference;
    const rows = createMatrix(probabilities.length, columns.length);
    rows.data.set(columns.flat().map((value) => value ?? Number.NaN));
    assertClose(await scoresOf(await store(model), rows), probabilities);
  });

  test('models as the installed XGBoost writes them score as XGBoost scores them, pruned trees too', {
    skip: skipWithoutLibxgboost,
  }, async () => {
    const data = sample(400, 6, 12, { missing: 0.15 });
    const ways: readonly BoosterParams[] = [
      { tree_method: 'exact', gamma: 2, max_depth: 8 },
      { grow_policy: 'lossguide', max_depth: 0, max_leaves: 20, scale_pos_weight: 7.5 },
      { base_score: 0.01, max_depth: 3 },
      { gamma: 1e6 },
    ];
    for (const params of ways) {
      const { model, artifact, rows, scores } = withTrained(data, params, 15, (booster) => {
        const ours = loadOurs(booster);
        const edges = edgeRows(ours, 100, 3, { infinities: true });
        return { model: ours, artifact: booster.save(), rows: edges, scores: booster.predictRows(edges) };
      });
      assertClose(await scoresOf(await storeModel(db, { instrumentId, model, artifact }), rows), scores);
    }
  });

  test('whatever was trained, and however it is calibrated, SQL scores as a worker does, also at the edges', async () => {
    const params = fc.record({
      max_depth: fc.integer({ min: 1, max: 7 }),
      grow_policy: fc.constantFrom('depthwise', 'lossguide'),
      eta: fc.constantFrom(0.03, 0.3, 1),
      base_score: fc.constantFrom(0.01, 0.375, 0.5, 0.9),
      scale_pos_weight: fc.constantFrom(0.2, 1, 7.5),
      gamma: fc.constantFrom(0, 2, 1e6),
    });
    await fc.assert(
      fc.asyncProperty(
        params,
        fc.integer({ min: 0, max: 1e6 }),
        fc.integer({ min: 1, max: 25 }),
        fc.constantFrom(0, 0.15, 0.6),
        async (given, seed, rounds, missing) => {
          const data = sample(150, 6, seed, { missing });
          const { model } = fitOn(data.features, data.labels, { params: given, rounds, seed });
          const rows = edgeRows(model, 40, seed, { infinities: true });
          const raw = predict(model, rows);
          for (const calibration of calibrations(model, data)) {
            assertClose(await scoresOf(await store(model, calibration), rows), applyCalibration(calibration, raw));
          }
        },
      ),
      { numRuns: 20, seed: 7 },
    );
  });

  test('the direction of a large pool, one artifact of two kinds of trees, is scored as a worker scores it', async () => {
    const [members, sessions] = [8, 60];
    const { features, labels, featureNames } = sample(members * sessions, 5, 9, { missing: 0.2 });
    const days = Int32Array.from(labels, (_, row) => Math.floor(row / members));
    const { n_estimators: _, ...params } = DIRECTION;
    const family = createXgboostClassifier();
    const fit = ofBothTrees(family, { days, own: 3 }).prepare({
      features,
      labels,
      featureNames,
      train: [0, labels.length],
    });
    const model = loadModel(new TextDecoder().decode(family.save(fit({ params, seed: 2, rounds: 10 }).model)));
    const calibration = believed(baseLogOdds(260, 220));
    const rows = edgeRows(model, 60, 2, { infinities: true });
    assertClose(
      await scoresOf(await store(model, calibration), rows),
      applyCalibration(calibration, predict(model, rows)),
    );
  });

  test('values that float32 cannot hold are rounded as XGBoost rounds them: to infinity, or to nothing', async () => {
    const data = sample(200, 2, 3);
    const { model } = fitOn(data.features, data.labels, { params: { max_depth: 3 }, rounds: 5 });
    const values = [
      1e300, -1e300, 3.4028235677973366e38, 3.4028235677973362e38, 1e-300, -7.006492321624085e-46, 1e-45, -0,
    ];
    const rows = { rows: values.length, cols: 2, data: Float64Array.from([...values, ...values.map(() => 0.1)]) };
    assertClose(await scoresOf(await store(model), rows), predict(model, rows));
    const cast = await db.query('select as_float32($1) as floats', [values]);
    assert.deepEqual(
      // As text, real has nine digits.
      cast.rows[0].floats.map((value: number) => Math.fround(value) + 0),
      values.map((value) => Math.fround(value) + 0),
    );
  });

  test('margins beyond what exp can take end in a probability, not in an error', async () => {
    const found = await db.query('select sigmoid(x) as p from unnest($1::float8[]) x', [[-1e6, -710, 0, 710, 1e6]]);
    const [lowest, low, middle, ...high] = found.rows.map((row) => row.p);
    assert.ok(lowest < 1e-300 && low < 1e-300);
    assert.deepEqual([middle, ...high], [0.5, 1, 1]);
  });

  test('one artifact of several models is unpacked once, and its trees go with it', async () => {
    const data = sample(100, 3, 1);
    const { model } = fitOn(data.features, data.labels, { rounds: 3 });
    await store(model);
    await store(model, { method: 'platt', slope: 2, intercept: 0.1 });
    const trees = () => rows(db, 'select cardinality(roots) as trees from ml_model_trees');
    assert.deepEqual(await trees(), [{ trees: 3 }]);
    await db.query('delete from ml_models');
    await db.query('delete from ml_model_artifacts');
    assert.deepEqual(await trees(), []);
  });

  test('a model that names its best iteration is scored by the trees up to it, as by a worker', async () => {
    const data = sample(100, 3, 6);
    const { model } = fitOn(data.features, data.labels, { rounds: 5 });
    const stoppedAt = (best: string) =>
      new TextEncoder().encode(
        saveModel(model).replace('"attributes":{}', `"attributes":{"best_iteration":"${best}"}`),
      );
    const artifact = stoppedAt('1');
    const id = await storeModel(db, { instrumentId, model, artifact });
    assert.deepEqual(await rows(db, 'select cardinality(roots) as trees from ml_model_trees'), [{ trees: 2 }]);
    assertClose(
      await scoresOf(id, data.features),
      predict(loadModel(new TextDecoder().decode(artifact)), data.features),
    );
    for (const best of ['5', '-1', 'x']) {
      await assert.rejects(
        storeModel(db, { instrumentId, model, artifact: stoppedAt(best) }),
        new RegExp(`best_iteration must be the number of one of its 5 trees, counted from 0, got ${best}`),
      );
    }
  });

  test('a database whose models are older than scoring in SQL gets their trees from migrate', async () => {
    const data = sample(100, 3, 2, { missing: 0.2 });
    const { model } = fitOn(data.features, data.labels, { rounds: 4 });
    const id = await store(model);
    const before = await scoresOf(id, data.features);
    await db.query('delete from ml_model_trees');
    await migrate(database.url, database.schema);
    assert.deepEqual(await scoresOf(id, data.features), before);
  });

  test('an artifact that was stored before it was checked keeps nobody from migrating, however it is broken', async () => {
    const broken = [
      `{"learner": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`, // deeper than Postgres reads
      '{"learner": {}}',
      '{"learner"',
      '[]',
      '7',
    ];
    await db.query('set session_replication_role = replica');
    await db.query(
      `insert into ml_model_artifacts (sha256, format, content)
       select encode(sha256(content), 'hex'), 'xgboost-json', content
       from unnest($1::text[]) as b (text), convert_to(b.text, 'UTF8') as content`,
      [broken],
    );
    await db.query('set session_replication_role = origin');
    const said: string[] = [];
    const listen = ({ message }: { message?: string }) => void said.push(message ?? '');
    db.on('notice', listen);
    await db.query('select store_missing_model_trees()');
    db.off('notice', listen);
    assert.equal(said.length, broken.length);
    for (const line of said) assert.match(line, /^artifact [0-9a-f]{64}: (?!artifact).*cannot be scored in SQL$/);
    await db.query(
      'delete from ml_model_artifacts where not exists (select from ml_model_trees where artifact_sha256 = sha256)',
    );
  });

  test('trees that would predict something else here than in XGBoost are refused when they are stored', async () => {
    const data = sample(50, 2, 4);
    const { model } = fitOn(data.features, data.labels);
    await store(model);
    const altered = (from: string, to: string) =>
      db.query(
        `insert into ml_model_artifacts (sha256, format, content)
         select encode(sha256(changed), 'hex'), format, changed
         from ml_model_artifacts,
              convert_to(replace(convert_from(content, 'UTF8'), $1, $2), 'UTF8') as changed`,
        [from, to],
      );
    await assert.rejects(altered('binary:logistic', 'reg:squarederror'), /only trees.*got gbtree of reg:squarederror/);
    await assert.rejects(altered('"gbtree"', '"dart"'), /only trees.*got dart of binary:logistic/);
    await assert.rejects(altered('"split_type":[0', '"split_type":[1'), /categorical splits cannot be scored/);
    await assert.rejects(altered('"default_left":[0,', '"default_left":['), /lists of different lengths/);
  });

  describe('what a worker refuses to read, the database refuses to store', () => {
    const { text: saved } = savedSample();
    const isStored = async (text: string) => {
      await db.query('begin');
      try {
        await saveArtifact(db, new TextEncoder().encode(text), 'xgboost-json');
        return true;
      } catch {
        return false;
      } finally {
        await db.query('rollback');
      }
    };
    const isRead = (text: string) => {
      try {
        loadModel(text);
        return true;
      } catch {
        return false;
      }
    };
    for (const [what, edit] of BROKEN_MODELS) {
      test(what, async () => assert.equal(await isStored(edit(saved)), false));
    }

    test('and a tree as deep as any may be is stored', async () => {
      assert.equal(await isStored(chained(saved, DEEPEST_TREE)), true);
    });

    test('and the other way round, whichever number of a tree is another', async () => {
      const lists = ['left_children', 'right_children', 'parents', 'split_indices', 'sum_hessian', 'default_left'];
      const integer = fc.constantFrom(-2, -1, 0, 1, 2, 3, 5, 7, 14, 15, 100, 2147483647);
      let refused = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...lists),
          fc.integer({ min: 0, max: 7 }),
          fc.integer({ min: 0, max: 14 }),
          integer,
          async (list, tree, node, value) => {
            const model = JSON.parse(saved);
            const values = model.learner.gradient_booster.model.trees[tree][list];
            values[Math.min(node, values.length - 1)] = value;
            const text = JSON.stringify(model);
            const read = isRead(text);
            if (!read) refused++;
            assert.equal(await isStored(text), read);
          },
        ),
        { numRuns: 120, seed: 5 },
      );
      assert.ok(refused > 20 && refused < 100, `${refused} refused`);
    });
  });

  test('a circle among trees that were stored before they were checked is an error, and ends', async () => {
    const data = sample(100, 3, 6);
    const id = await store(fitOn(data.features, data.labels, { rounds: 2 }).model);
    await db.query(
      'update ml_model_trees set left_children[2] = 1, right_children[2] = 1, left_children[3] = 1, right_children[3] = 1',
    );
    await assert.rejects(scoresOf(id, data.features), /leads in a circle/);
  });

  test('an artifact is read when it has the hash that its model names and the format of its family, and else not', async () => {
    const { model } = fitOn(sample(50, 2, 4).features, sample(50, 2, 4).labels);
    await store(model);
    await db.query("update ml_models set status = 'testing'");
    const scoring = await scoringModel(db, instrumentId);
    assert.ok(scoring);
    const read = () => readArtifact(db, scoring, 'xgboost-json');
    assert.deepEqual(Buffer.from(await read()), Buffer.from(saveModel(model)));
    await db.query("update ml_model_artifacts set format = 'pickle'");
    await assert.rejects(
      read,
      /has format "pickle", models of family xgboost_classifier are read from "xgboost-json"$/,
    );
    await db.query("update ml_model_artifacts set format = 'xgboost-json'");
    // Whoever may drop the constraint may store anything.
    await db.query('begin; alter table ml_model_artifacts drop constraint sha256_matches_content');
    try {
      await db.query("update ml_model_artifacts set content = content || ' '");
      await assert.rejects(read, /the artifact of model .* has SHA-256 \w{64}, the model names \w{64}$/);
    } finally {
      await db.query('rollback');
    }
  });

  test('an artifact beyond 64 MiB is refused where it is stored, and not read where it is there all the same', async () => {
    const { model } = fitOn(sample(50, 2, 4).features, sample(50, 2, 4).labels);
    await store(model);
    await db.query("update ml_models set status = 'testing'");
    const scoring = await scoringModel(db, instrumentId);
    assert.ok(scoring);
    const huge = "update ml_model_artifacts set content = convert_to(repeat(' ', 67108865), 'UTF8')";
    await db.query('begin; alter table ml_model_artifacts drop constraint sha256_matches_content');
    try {
      await db.query('savepoint huge');
      await assert.rejects(db.query(huge), { constraint: 'artifact_within_64_mib' });
      await db.query('rollback to huge; alter table ml_model_artifacts drop constraint artifact_within_64_mib');
      await db.query(huge);
      await assert.rejects(readArtifact(db, scoring, 'xgboost-json'), /has 67108865 bytes, at most 67108864 are read$/);
    } finally {
      await db.query('rollback');
    }
  });

  describe('what cannot be scored is an error that names it and says what can', () => {
    const data = sample(60, 3, 5);
    const { model } = fitOn(data.features, data.labels);
    const rejects = (sql: string, message: RegExp, hint: RegExp) =>
      assert.rejects(reader.query(sql), (error: pg.DatabaseError) => {
        assert.match(error.message, message);
        assert.match(error.hint ?? '', hint);
        return true;
      });

    test('an unknown model', () =>
      rejects("select predict_probability(4711, '{1}')", /no model with id 4711/, /select id, model_name/));

    test('a wrong number of features', async () => {
      const id = await store(model);
      await rejects(
        `select predict_probability(${id}, '{1,2}')`,
        /takes 3 features, got 2/,
        /ml_models\.feature_names/,
      );
      await rejects(`select predict_probability(${id}, '{}')`, /takes 3 features, got 0/, /ml_models\.feature_names/);
    });

    test('a network', async () => {
      const scorable = await store(model);
      const id = await store(fitOn(data.features, data.labels, { rounds: 2 }).model);
      await db.query(
        `with network as (
           insert into ml_model_artifacts (sha256, format, content)
           values (encode(sha256('x'), 'hex'), 'pgaugur-network-json', 'x') returning sha256)
         update ml_models set model_type = 'tfjs_gru', model_file_hash = (select sha256 from network) where id = $1`,
        [id],
      );
      await rejects(
        `select predict_probability(${id}, '{1,2,3}')`,
        new RegExp(`\\(id ${id}\\) is of family tfjs_gru: only xgboost_classifier can be scored in SQL`),
        new RegExp(`can be scored here: ${scorable} \\(v2`),
      );
    });

    test('an archived model', async () => {
      const id = await store(model);
      await db.query("update ml_models set model_file_hash = null, model_file_path = 'archived'");
      await rejects(
        `select predict_probability(${id}, '{1,2,3}')`,
        /was archived: its trees are gone/,
        /No model of its instrument can be scored/,
      );
      await rejects(`select * from rescore(${id})`, /was archived/, /No model/);
    });
  });
});
