import assert from 'node:assert/strict';
import { test } from 'node:test';
import { prometheusText } from '../../../src/server/probes/prometheus.ts';

const metric = (name: string, labels: Record<string, string>, value: number | null) => ({
  name,
  help: `What ${name} is.`,
  labels,
  value,
});

test('each name has its help and type once, then its samples', () => {
  assert.equal(
    prometheusText([metric('a', { step: 'x' }, 1), metric('a', { step: 'y', state: 'z' }, 2.5), metric('b', {}, 1e21)]),
    `# HELP a What a is.
# TYPE a gauge
a{step="x"} 1
a{step="y",state="z"} 2.5
# HELP b What b is.
# TYPE b gauge
b 1e+21
`,
  );
});

test('labels and help cannot break out of their line, whatever is in them', () => {
  const nasty = 'a "b" \\ c\nd 9\n# TYPE evil gauge';
  const text = prometheusText([{ name: 'a', help: nasty, labels: { step: nasty }, value: 1 }]);
  assert.equal(
    text,
    '# HELP a a "b" \\\\ c\\nd 9\\n# TYPE evil gauge\n# TYPE a gauge\na{step="a \\"b\\" \\\\ c\\nd 9\\n# TYPE evil gauge"} 1\n',
  );
});

test('what is not known is left out, and numbers are written as Prometheus reads them', () => {
  assert.equal(prometheusText([metric('a', {}, null)]), '');
  const values = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, -0.5];
  assert.deepEqual(
    values.map((value) => prometheusText([metric('a', {}, value)]).split('\n')[2]),
    ['a +Inf', 'a -Inf', 'a NaN', 'a -0.5'],
  );
});
