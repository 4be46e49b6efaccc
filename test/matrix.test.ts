import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSharedMatrix } from '../src/matrix.ts';

test('a shared matrix that no host has room for is refused with its size and what would do', () => {
  assert.throws(
    () => createSharedMatrix(2 ** 40, 1024),
    /^Error: a matrix of 1099511627776 rows × 1024 columns needs 8388608\.0 GiB, .* fewer rows, or a host with more memory$/,
  );
});
