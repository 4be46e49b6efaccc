import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { createXgboostClassifier } from '../../../src/learn/gbt/family.ts';
import { sample } from '../support.ts';
import { families, fit } from './support.ts';

const xgboostClassifier = createXgboostClassifier();

const data = sample(200, 3, 12);
const { model } = fit('tfjs_mlp', { ...data, train: [0, 200] }, { rounds: 1 });
const bytes = families.tfjs_mlp.save(model);

const refusal = (of: Uint8Array): string => {
  try {
    families.tfjs_mlp.load(of);
  } catch (error) {
    assert.ok(error instanceof Error && error.name === 'TfjsArtifactError', String(error));
    return error.message;
  }
  return assert.fail('was loaded');
};

const encode = (json: object) => new TextEncoder().encode(JSON.stringify(json));

/** The artifact with fields changed; with a hash that fits, as a careful forger would write it. */
function changed(fields: object): Uint8Array {
  const { sha256: _, ...content } = JSON.parse(new TextDecoder().decode(bytes));
  const altered = { ...content, ...fields };
  const sha256 = createHash('sha256').update(JSON.stringify(altered)).digest('hex');
  return encode({ ...altered, sha256 });
}

describe('an artifact', () => {
  test('refuses what is cut off or is no JSON object', () => {
    assert.match(refusal(bytes.subarray(0, bytes.length - 5)), /tfjs model: \(file\): not JSON/);
    assert.match(refusal(Uint8Array.of(0xff, 0xfe, 1)), /\(file\): not JSON/);
    assert.match(refusal(encode([1])), /\(file\): expected a JSON object/);
  });

  test('refuses a changed byte anywhere: in the weights, in a mean', () => {
    const text = new TextDecoder().decode(bytes);
    const from = text.indexOf('"weights":"') + 20;
    const letter = text[from] === 'A' ? 'B' : 'A';
    assert.match(refusal(new TextEncoder().encode(text.slice(0, from) + letter + text.slice(from + 1))), /sha256/);
    assert.match(refusal(new TextEncoder().encode(text.replace('"seed":1', '"seed":2'))), /sha256/);
  });

  test('refuses models of other kinds, versions and families', () => {
    const other = xgboostClassifier.prepare({ ...data, train: [0, 200] })({ params: {}, seed: 1, rounds: 1 });
    assert.match(refusal(xgboostClassifier.save(other.model)), /format: expected "pgaugur-tfjs", got nothing/);
    assert.match(refusal(changed({ version: 2 })), /version: expected 1, got 2/);
    const gru = fit('tfjs_gru', { ...data, train: [0, 200] }, { rounds: 1 });
    assert.match(refusal(families.tfjs_gru.save(gru.model)), /family: expected "tfjs_mlp", got "tfjs_gru"/);
  });

  test('refuses what does not fit together, naming the field', () => {
    assert.match(refusal(changed({ mean: [1] })), /mean: expected 3 numbers \(feature_names\), got 1/);
    assert.match(refusal(changed({ weights: '' })), /weights: expected \d+ float32 numbers, got 0 bytes/);
    assert.match(refusal(changed({ weights: '!' })), /weights: /);
    assert.match(refusal(changed({ params: { hidden1: 0 } })), /params\.hidden1: /);
    assert.match(refusal(changed({ extra: 1 })), /extra/);
    const { weights } = JSON.parse(new TextDecoder().decode(bytes));
    const broken = Buffer.from(weights, 'base64');
    broken.writeFloatLE(Number.NaN, 8);
    assert.match(refusal(changed({ weights: broken.toString('base64') })), /weights: number 2 is NaN/);
  });
});
