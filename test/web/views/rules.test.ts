import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { buildSchema, isEnumType, isInputObjectType } from 'graphql';
import { OWN_RULES, RULES, shown, spanOf } from '../../../src/web/views/settings/rules.ts';

const schema = buildSchema(readFileSync(new URL('../../../schema.graphql', import.meta.url), 'utf8'));

function fieldsOf(name: string) {
  const type = schema.getType(name);
  assert.ok(isInputObjectType(type));
  return type.getFields();
}

test('Settings have every rule that the API lets operators change', () => {
  const changeable = (name: string) => Object.keys(fieldsOf(name)).filter((key) => key !== 'instrumentId');
  assert.deepEqual(RULES.map(({ key }) => key).sort(), changeable('PipelinePolicyPatch'));
  assert.deepEqual(OWN_RULES.map(({ key }) => key).sort(), changeable('MlPipelinePolicyPatch'));
});

test('a rule with a closed set of values offers the whole of it', () => {
  const fields = fieldsOf('PipelinePolicyPatch');
  for (const { key, kind } of RULES) {
    const { type } = fields[key];
    const values = isEnumType(type) ? type.getValues().map(({ name }) => name) : undefined;
    assert.deepEqual(kind.is === 'choice' ? [...kind.of].sort() : undefined, values?.sort(), key);
  }
});

test('rules are read with their units', () => {
  const read = (key: string, value: Parameters<typeof shown>[1]): string | undefined => {
    const rule = RULES.find((one) => one.key === key);
    return rule && shown(rule, value).replaceAll(/[\u00a0\u202f]/g, ' ');
  };
  assert.equal(read('quietPeriod', spanOf(1)), '1.0 s');
  assert.equal(read('maximumQuietPeriod', { ...spanOf(0), hours: 1, minutes: 30 }), '1 h 30 min');
  assert.equal(read('initialCapital', '10000.00'), '10 000.00 of the trading currency');
  assert.equal(read('transactionCost', 0.001), '0.10 %');
  assert.equal(read('engine', null), '–');
});
