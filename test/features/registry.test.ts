import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { featureSetsOf } from '../../src/features/feature_set.ts';
import {
  CONTEXT_SLOTS,
  FEATURE_NAMES,
  FEATURE_SETS,
  FEATURES,
  type Feature,
  featureSetOfVersion,
  VIEW_COLUMNS,
} from '../../src/features/index.ts';

const ALL_FEATURES = [...new Set(FEATURE_SETS.flatMap((set) => set.features))];

/** What was released is stored by position: the names of a set and their order are for good. */
const RELEASED: Record<string, string> = {
  v1: '339254782f4bb45e',
  v2: 'c4586796fbbaa3f4',
};

test('a released set has the names it had, in their order', () => {
  for (const [version, digest] of Object.entries(RELEASED)) {
    const { names } = featureSetOfVersion(version);
    const found = createHash('sha256').update(names.join()).digest('hex').slice(0, 16);
    assert.equal(found, digest, `set ${version} was released: a new or changed feature begins the next set (since)`);
  }
});

test('set v1 has 190 columns in 12 groups', () => {
  const { features } = featureSetOfVersion('v1');
  const counts = new Map<string, number>();
  for (const feature of features) counts.set(feature.group, (counts.get(feature.group) ?? 0) + 1);
  assert.deepEqual(Object.fromEntries(counts), {
    calendar: 9,
    growth: 11,
    price: 33,
    volume: 16,
    indicators: 39,
    transforms: 23,
    spectral: 30,
    chaos: 5,
    thermodynamics: 5,
    waves: 6,
    brownian: 6,
    supplement: 7,
  });
  assert.equal(features.length, 190);
});

test('groups stand together in every set, so a group is a range of columns', () => {
  for (const { version, features } of FEATURE_SETS) {
    const starts = features.filter((feature, j) => feature.group !== features[j - 1]?.group);
    assert.equal(starts.length, new Set(features.map((feature) => feature.group)).size, version);
  }
});

test('every name of a set is unique and can be a database column', () => {
  for (const { version, features, names } of FEATURE_SETS) {
    assert.equal(new Set(names).size, features.length, version);
    for (const name of names) assert.match(name, /^[a-z][a-z0-9_]{0,62}$/);
  }
});

test('every entry is documented, reads something and has a whole warm-up', () => {
  for (const feature of ALL_FEATURES) {
    assert.ok(feature.doc.length > 4 && !feature.doc.includes('\n'), feature.name);
    assert.ok(feature.inputs.length > 0, feature.name);
    assert.ok(Number.isInteger(feature.warmup) && feature.warmup >= 0, feature.name);
  }
});

test('a memory is the history, or whole and longer than the warm-up', () => {
  for (const { name, memory, warmup } of ALL_FEATURES) {
    assert.ok(memory === 'history' || (Number.isInteger(memory) && memory > warmup), `${name}: ${memory}`);
  }
});

test('set v1 has the 190 features of the instrument, set v2 those of its market after them', () => {
  const [v1, v2] = ['v1', 'v2'].map((version) => featureSetOfVersion(version));
  const context = v2.features.filter((feature) => feature.group === 'context');
  assert.ok(!v1.readsContext && v2.readsContext);
  assert.deepEqual(v2.names, [...v1.names, ...context.map((feature) => feature.name)]);
  assert.deepEqual(
    v2.features.filter((feature) => feature.inputs.includes('context')),
    context,
  );
});

test('each slot of the market has the same features', () => {
  const names = featureSetOfVersion('v2').names.slice(featureSetOfVersion('v1').names.length);
  const perSlot = names.length / CONTEXT_SLOTS;
  assert.deepEqual([names.length, perSlot], [72, 18]);
  names.forEach((name, j) => {
    assert.equal(name, names[j % perSlot].replace('index_1_', `index_${Math.floor(j / perSlot) + 1}_`));
  });
});

test('each set differs from the one before it', () => {
  for (const [before, set] of pairs(FEATURE_SETS)) assert.notDeepEqual(set.features, before.features, set.version);
});

const pairs = <T>(all: readonly T[]): [T, T][] => all.slice(1).map((one, i) => [all[i], one]);

test('an entry that begins the next set stands in its group there, and leaves the older sets as they are', () => {
  const [old, other, context] = ['month', 'macd', 'index'].map((name, i) => entry(name, 1 + (i === 2 ? 1 : 0)));
  const sets = featureSetsOf([old, entry('new', 3), other, context]);
  assert.deepEqual(
    sets.map(({ version, names }) => `${version}: ${names.join()}`),
    ['v1: month,macd', 'v2: month,macd,index', 'v3: month,new,macd,index'],
  );
});

test('a changed feature is two entries of one name: one ends where the other begins', () => {
  const [first, second] = [{ ...entry('rsi', 1), until: 1 }, entry('rsi', 2)];
  const [v1, v2] = featureSetsOf([first, entry('macd', 1), second]);
  assert.deepEqual([v1.features[0], v1.names], [first, ['rsi', 'macd']]);
  assert.deepEqual([v2.features[1], v2.names], [second, ['macd', 'rsi']]);
});

const entry = (name: string, since: number): Feature => ({ ...FEATURES[0], name, since });

test('versions are unique, and an unknown one is named with those that exist', () => {
  const versions = FEATURE_SETS.map((set) => set.version);
  assert.equal(new Set(versions).size, versions.length);
  assert.throws(() => featureSetOfVersion('v0'), {
    name: 'RangeError',
    message: `feature set "v0" is not one of those this package computes: ${versions.join(', ')}`,
  });
});

test('from bar 365 on every feature is known', () => {
  assert.equal(Math.max(...FEATURES.map((feature) => feature.warmup)), 365);
});

test('38 columns of ml_feature_data show a feature each', () => {
  assert.equal(VIEW_COLUMNS.length, 38);
  assert.equal(new Set(VIEW_COLUMNS.map((entry) => entry.column)).size, 38);
  for (const { feature } of VIEW_COLUMNS) assert.ok(FEATURE_NAMES.includes(feature), feature);
});
