import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { familyNamed } from '../../../src/backends/index.ts';
import { engineerFeatures } from '../../../src/features/index.ts';
import { HORIZON_SESSIONS } from '../../../src/horizon.ts';
import { sliceRows } from '../../../src/matrix.ts';
import { rocAuc } from '../../../src/metrics/roc_auc.ts';
import { simulatedBars } from '../../learn/simulated.ts';
import { featuresNamed } from './columns.ts';
import { RULES } from './direction.ts';
import { inTurns, meanOverWorlds } from './expected.ts';
import { surrogateAucs } from './surrogates.ts';

const SESSIONS = 420;
const FIRST = 300;
const bars = simulatedBars('meanReverting', SESSIONS, 5);
const sessions = Int32Array.from({ length: SESSIONS - HORIZON_SESSIONS - FIRST }, (_, i) => FIRST + i);
const columns = ['growth_7d', 'rsi_14', 'volatility_20d'];
const labels = Uint8Array.from({ length: SESSIONS - HORIZON_SESSIONS }, (_, t) =>
  bars.close[t + HORIZON_SESSIONS] > bars.close[t] ? 1 : 0,
);

describe('what models reach on mirrored histories', () => {
  test('of a history that no coin mirrors, what a model reaches on the real one', async () => {
    const family = familyNamed('xgboost_classifier');
    const features = sliceRows(engineerFeatures(bars, { features: featuresNamed(columns) }), 0, labels.length);
    const train = [60, FIRST - HORIZON_SESSIONS] as const;
    const fit = family.prepare({ features, labels, featureNames: columns, train });
    const { model } = fit({ params: family.defaultGrid[0], seed: 1, rounds: 20 });
    const raw = rocAuc(labels.subarray(FIRST), family.predict(model, sliceRows(features, FIRST, labels.length)));
    assert.ok(Math.abs(raw - 0.5) > 0.02, `it tells something else than nothing: ${raw}`);
    const reached = await surrogateAucs(
      {
        series: { symbol: 'AAA', bars },
        key: 'AAA',
        members: [{ family: family.name, artifact: family.save(model), columns, unit: 0.3 }],
        mixtures: [[0]],
        ...{ sessions, from: bars.dates[FIRST], coins: [], worlds: [0], seed: 1 },
      },
      [],
    );
    assert.ok(Math.abs(reached[0][RULES.length] - raw) < 1e-4, `${reached[0][RULES.length]} and not ${raw}`);
  });

  test('is a mean over worlds in which stocks are scored in turn', async () => {
    const reached = await inTurns(3, { worlds: 4, perWorld: 2 }, async (stock, worlds) =>
      worlds.map((world) => Float64Array.of(stock + 10 * world)),
    );
    assert.deepEqual(
      reached.map(({ worlds }) => worlds),
      [
        [0, 1, 3],
        [0, 2, 3],
        [1, 2],
      ],
    );
    // Of worlds with the stocks 0 and 1, 2 and 0, 1 and 2, 0 and 1.
    const means = [0.5, 11, 21.5, 30.5];
    const mean = means.reduce((sum, one) => sum + one, 0) / 4;
    const variance = means.reduce((sum, one) => sum + (one - mean) ** 2, 0) / 3;
    const found = meanOverWorlds(reached, 0);
    assert.ok(Math.abs(found.mean - mean) < 1e-12 && Math.abs(found.error - Math.sqrt(variance / 4)) < 1e-12);
  });
});
