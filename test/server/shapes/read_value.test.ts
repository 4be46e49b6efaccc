import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readerOf } from '../../../src/server/shapes/read_value.ts';
import { partsOf, referenceOf, type Shape } from '../../../src/server/shapes/shapes.ts';

const shape = (name: string, form: string, attributes: readonly (readonly [name: string, type: string])[]): Shape => ({
  name,
  comment: `@json ${form}\nWords.`,
  attributes: attributes.map(([name, type]) => ({ name, ...referenceOf(type), comment: '' })),
});
const shapes = new Map(
  [
    shape('bounds', 'tuple', [
      ['lower', 'float8'],
      ['upper', 'float8'],
    ]),
    shape('bin', 'object', [
      ['mean_predicted', 'float8'],
      ['rows', 'int4'],
      ['interval', 'bounds'],
    ]),
    shape('curve', 'object', [['bins', 'bin[]']]),
    shape('month', 'entries', [
      ['month', 'text'],
      ['return', 'float8'],
    ]),
  ].map((one) => [one.name, one]),
);
const nameOf = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
const read = (tag: string, value: unknown) => readerOf(referenceOf(tag), { shapes, nameOf })(value);

test('JSON of a shape is read by its keys, in lists and within each other', () => {
  const bin = { meanPredicted: 0.4, rows: 3, interval: [0.1, 0.6], more: 'is passed over' };
  assert.deepEqual(read('curve', { bins: [bin] }), {
    bins: [{ meanPredicted: 0.4, rows: 3, interval: { lower: 0.1, upper: 0.6 } }],
  });
});

test('an object of many keys is a list of them', () => {
  assert.deepEqual(read('month[]', { '2024-01': 0.05, '2024-02': null }), [
    { month: '2024-01', return: 0.05 },
    { month: '2024-02', return: null },
  ]);
});

test('what is stored in another shape is null, and what is missing', () => {
  for (const value of [null, undefined, 'text', 4, true, { bins: 1 }]) assert.equal(read('bin[]', value), null);
  for (const value of [null, undefined, 'text', 4, [1]]) assert.equal(read('curve', value), null);
  assert.deepEqual(read('bin', { meanPredicted: '0.4', rows: 1.5 }), {
    meanPredicted: null,
    rows: null,
    interval: null,
  });
  assert.deepEqual(read('bin[]', [null, {}]), [{ meanPredicted: null, rows: null, interval: null }]);
  assert.deepEqual(read('text[]', ['a', 1]), ['a', null]);
});

test('a type that JSON has no values of is no part of a shape', () => {
  assert.throws(() => read('bytea', 'x'), /JSON has no values of the type bytea/);
});

test('the tags of a comment stand before its words', () => {
  assert.deepEqual(partsOf('@json object\n@set a: b, c\nWords\n@ no tag'), {
    tags: new Map([
      ['json', 'object'],
      ['set', 'a: b, c'],
    ]),
    words: 'Words\n@ no tag',
  });
});
