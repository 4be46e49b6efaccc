import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CONTEXT_SLOTS,
  FEATURE_NAMES,
  FEATURE_SETS,
  FEATURES,
  featureSetOfVersion,
  VIEW_COLUMNS,
} from '../../src/features/index.ts';

const ALL_FEATURES = [...new Set(FEATURE_SETS.flatMap((set) => set.features))];

test('the feature set has 190 columns in 12 groups', () => {
  const counts = new Map<string, number>();
  for (const feature of FEATURES) counts.set(feature.group, (counts.get(feature.group) ?? 0) + 1);
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
  assert.equal(FEATURES.length, 190);
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
  assert.deepEqual(v1.features, FEATURES);
  assert.deepEqual(v2.names, [...v1.names, ...context.map((feature) => feature.name)]);
  assert.deepEqual(
    v2.features.filter((feature) => feature.inputs.includes('context')),
    context,
  );
});

test('each slot of the market has the same features', () => {
  const names = featureSetOfVersion('v2').names.slice(FEATURES.length);
  const perSlot = names.length / CONTEXT_SLOTS;
  assert.deepEqual([names.length, perSlot], [72, 18]);
  names.forEach((name, j) => {
    assert.equal(name, names[j % perSlot].replace('index_1_', `index_${Math.floor(j / perSlot) + 1}_`));
  });
});

test('versions are unique, and an unknown one is named with those that exist', () => {
  const versions = FEATURE_SETS.map((set) => set.version);
  assert.deepEqual(versions, ['v1', 'v2']);
  assert.equal(new Set(versions).size, versions.length);
  assert.throws(() => featureSetOfVersion('v0'), {
    name: 'RangeError',
    message: 'feature set "v0" is not one of those this package computes: v1, v2',
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
