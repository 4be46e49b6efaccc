import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { FEATURE_SETS, type FeatureSet, featureSetOfVersion } from '../../src/features/index.ts';
import { featureReference } from './feature_reference.ts';

const TEXT = featureReference(FEATURE_SETS);
/** Cells of the table rows whose first cell is a feature. */
const rowsOf = (text: string): string[][] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()));

const rowOf = (name: string): string[] | undefined => rowsOf(TEXT).find((cells) => cells[1] === `\`${name}\``);

test('docs/reference/features.md is what the feature registry says', async () => {
  const committed = await readFile(new URL('../../docs/reference/features.md', import.meta.url), 'utf8');
  assert.equal(committed, TEXT, 'run: npm run dump');
});

test('every feature of the instrument and of the first index has one row of seven cells', () => {
  const names = FEATURE_SETS.flatMap((set) => set.names).filter((name) => !/^index_[2-9]_/.test(name));
  const rows = rowsOf(TEXT);
  assert.deepEqual(rows.map((cells) => cells[1]).sort(), [...new Set(names)].map((name) => `\`${name}\``).sort());
  for (const cells of rows) assert.equal(cells.length, 9, cells[1]);
});

test('a row tells what the feature means, its definition, inputs, warm-up, memory and since when it exists', () => {
  assert.deepEqual(rowOf('volume_ratio_10d')?.slice(2, -1), [
    'Divides the volume by its average over the last 10 sessions.',
    'v / volume_ma_10; 1 if that is 0',
    'volume',
    '9',
    '10',
    'since v1',
  ]);
  assert.deepEqual(rowOf('obv_ma_20')?.slice(4, -1), ['close, volume', '19', 'history', 'since v1']);
  assert.deepEqual(rowOf('index_1_beta_60d')?.slice(4, -1), ['dates, close, context', '60', '61', 'since v2']);
  assert.equal(rowOf('sma_5')?.[3], 'Mean of the last 5 closes (price-scaled)');
});

test('bars in a definition are escaped', () => {
  assert.match(rowOf('random_walk_deviation')?.[3] ?? '', /^\\\|mean variance ratio − 1\\\|/);
});

test('the other slots are told in one sentence', () => {
  assert.match(TEXT, /\n\nThe same 18 exist for index 2, 3 and 4, named `index_2_…` and so on\.\n/);
});

test('slots that differ are told in full', () => {
  const v2 = featureSetOfVersion('v2');
  const features = v2.features.map((feature) =>
    feature.name === 'index_3_return_1d' ? { ...feature, warmup: 5 } : feature,
  );
  const text = featureReference([{ ...v2, features }]);
  assert.match(text, /The same 18 exist for index 2 and 4, /);
  assert.equal(rowsOf(text).filter((cells) => cells[1].startsWith('`index_3_')).length, 18);
});

test('a definition that changed has one row per version', () => {
  const [v1] = FEATURE_SETS;
  const [first, ...others] = v1.features;
  const next: FeatureSet = { ...v1, version: 'v9', features: [{ ...first, doc: 'Another definition' }, ...others] };
  const rows = rowsOf(featureReference([v1, next])).filter((cells) => cells[1] === `\`${first.name}\``);
  assert.deepEqual(
    rows.map((cells) => cells.at(-2)),
    ['only v1', 'since v9'],
  );
});
