import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { z } from 'zod';
import { partsIn } from './parts.ts';

describe('parts of a measurement', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parts-'));
  });
  after(() => rm(folder, { recursive: true }));

  const schema = z.object({ bytes: z.custom<Float64Array>((value) => value instanceof Float64Array) });
  const made = (value: number) => async () => ({ bytes: Float64Array.of(value) });
  const never = () => assert.fail('it is made again');

  test('one that is kept is not made again', async () => {
    const { part, has } = partsIn(folder);
    assert.ok(!has('2011 trees'));
    await part('2011 trees', schema, made(7));
    assert.ok(has('2011 trees') && !has('2012 trees'));
    assert.deepEqual(await partsIn(folder).part('2011 trees', schema, never), { bytes: Float64Array.of(7) });
  });

  test('half a file, left by a run that was cut, is none', async () => {
    await writeFile(join(folder, '2013_trees.part.new'), 'half');
    const { part, has } = partsIn(folder);
    assert.ok(!has('2013 trees'));
    assert.deepEqual(await part('2013 trees', schema, made(8)), { bytes: Float64Array.of(8) });
  });

  test('one of another kind is refused', async () => {
    const { part } = partsIn(folder);
    await part('other', schema, made(9));
    await assert.rejects(part('other', z.object({ seconds: z.number() }), never), z.ZodError);
  });

  test('without a folder all are made', async () => {
    const { part, has } = partsIn('');
    await part('2011 trees', schema, made(1));
    assert.ok(!has('2011 trees'));
    assert.deepEqual(await part('2011 trees', schema, made(2)), { bytes: Float64Array.of(2) });
  });
});
