import assert from 'node:assert/strict';
import { totalmem } from 'node:os';
import { describe, test } from 'node:test';
import type { BinnedMatrix } from '../../../src/learn/gbt/bins.ts';
import { createXgboostClassifier } from '../../../src/learn/gbt/family.ts';
import { layOut, MOST_BYTES, requireRoom } from '../../../src/learn/gbt/layout.ts';
import { createWorkspace } from '../../../src/learn/gbt/workspace.ts';
import { UntrainableError } from '../../../src/learn/rows/untrainable.ts';

const xgboostClassifier = createXgboostClassifier();

const tooLarge = (message: RegExp) => (error: unknown) => {
  assert.ok(error instanceof UntrainableError && error.reason === 'too_large', String(error));
  assert.match(error.message, message);
  return true;
};

describe('the memory of a fit', () => {
  test('is refused before a value is looked at, with what was asked for, the limit and what to do', () => {
    const [rows, cols] = [30_000_000, 139];
    const fit = xgboostClassifier.prepare({
      // No values: a fit that looked for them would not find any.
      features: { rows, cols, data: new Float64Array(0) },
      labels: new Uint8Array(0),
      featureNames: [],
      train: [0, rows],
    });
    assert.throws(
      () => fit({ params: { max_bin: 64 }, seed: 1, rounds: 1 }),
      tooLarge(
        /^fit: 30000000 rows × 139 columns need 5\.0 GiB, and .* ends at 4\.0 GiB, with 23\d{6} rows .* fewer members.* engine libxgboost$/,
      ),
    );
  });

  test('has room for the rows that its error names, and for hardly more', () => {
    for (const size of [
      { rows: 1e9, cols: 1, codeBytes: 1 },
      { rows: 3e7, cols: 139, codeBytes: 2 },
      { rows: 1e6, cols: 65_001, codeBytes: 1 },
    ] as const) {
      let most = 0;
      assert.throws(
        () => requireRoom(size, 64),
        (error: Error) => {
          most = Number(/with (\d+) rows of so many columns/.exec(error.message)?.[1]);
          return true;
        },
      );
      requireRoom({ ...size, rows: most }, 64);
      // Parts begin at whole cache lines: a few rows of one column.
      assert.throws(() => requireRoom({ ...size, rows: most + 20 }, 64));
    }
  });

  test('ends a page before addresses do, and its parts do not overlap', () => {
    assert.ok(MOST_BYTES < 2 ** 32);
    const [rows, cols] = [1001, 7];
    const at = layOut({ rows, cols, codeBytes: 2 });
    const sizes = [2 * rows * cols, 4 * rows, 16 * rows, 4 * rows, 16 * rows, 8 * 32];
    const addresses = [at.codes, at.rows, at.pairs, at.spareRows, at.sparePairs, at.columns, at.histograms];
    sizes.forEach((bytes, i) => {
      assert.equal(addresses[i] % 64, 0);
      assert.ok(addresses[i] + bytes <= addresses[i + 1] && addresses[i + 1] < addresses[i] + bytes + 64);
    });
  });

  test('more columns than can be counted are refused likewise', () => {
    assert.throws(
      () => requireRoom({ rows: 1, cols: 65_533, codeBytes: 1 }, 2),
      tooLarge(/at most 65532 columns, got 65533/),
    );
  });

  test('that the histograms of one tree fill ends the fit with what is to be smaller', {
    skip: totalmem() < 2 ** 33 && 'a host with less than 8 GiB may refuse 4 GiB, also of memory that nobody writes to',
  }, () => {
    const [rows, cols, bins] = [8, 4000, 4096];
    const binned: BinnedMatrix = {
      source: { rows, cols, data: new Float64Array(0) },
      rows,
      cols,
      codes: new Uint16Array(rows * cols),
      cuts: new Float32Array(0),
      cutOffsets: Int32Array.from({ length: cols + 1 }, (_, j) => j * bins),
      floors: new Float32Array(cols),
      hasMissing: new Uint8Array(cols),
    };
    const { takeHistogram } = createWorkspace(binned, true);
    // Of 250 MiB each.
    for (let i = 0; i < 16; i++) takeHistogram();
    assert.throws(takeHistogram, tooLarge(/^fit: on 8 rows × 4000 columns the histograms .*max_depth/));
  });
});
