import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { engineerFeatures, featureSetOfVersion, futureGrowth } from '../../src/features/index.ts';
import { column } from '../../src/matrix.ts';
import { SHARED, unlessShared } from '../support/shared.ts';
import { agree, readBars, readCsv } from './support.ts';

/** The set that the specification and the reference values are of. */
const SPECIFIED = featureSetOfVersion('v1');

test('all columns of JPM equal the values of independent implementations', { skip: unlessShared('golden/') }, () => {
  const bars = readBars(new URL('data/dow30/JPM.csv', SHARED));
  const reference = readCsv(new URL('golden/JPM.csv', SHARED));
  const names = reference.header.slice(1, -2);
  assert.deepEqual(names, SPECIFIED.names);

  const matrix = engineerFeatures(bars, SPECIFIED);
  const growth = futureGrowth(bars);
  const firstRow = bars.dates.length - reference.rows.length;
  reference.rows.forEach((row, i) => {
    const t = firstRow + i;
    assert.equal(bars.dates[t], row[0]);
    names.forEach((name, j) => {
      const actual = column(matrix, j)[t];
      assert.ok(agree(actual, Number(row[j + 1])), `${name} on ${row[0]}: ${actual}, expected ${row[j + 1]}`);
    });
    const expectedGrowth = row.at(-2) === '' ? Number.NaN : Number(row.at(-2));
    assert.ok(agree(growth[t], expectedGrowth), `future growth on ${row[0]}: ${growth[t]}, expected ${expectedGrowth}`);
  });
});

test('every feature of the specification is there, in its order and with its warm-up', {
  skip: unlessShared('features.md'),
}, () => {
  const specified = readFileSync(new URL('features.md', SHARED), 'utf8')
    .split('\n## ')
    .filter((section) => /^\d+\. /.test(section)) // the numbered groups; before them identity and targets
    .flatMap((section) => section.split('\n'))
    .map((line) =>
      line
        .replaceAll('\\|', '∣')
        .split('|')
        .map((cell) => cell.trim()),
    )
    .filter((cells) => cells.length === 5 && /^[a-z]\w*$/.test(cells[1]) && /^\d+$/.test(cells[3]))
    .map(([, name, , warmup]) => `${name} ${warmup}`);
  assert.deepEqual(
    SPECIFIED.features.map(({ name, warmup }) => `${name} ${warmup}`),
    specified,
  );
});
