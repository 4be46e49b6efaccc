import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ModelRow } from './models.ts';
import { firstRow, type Queryable } from './pool.ts';
import { prepared } from './prepared.ts';

/** Stores an artifact once, whoever points to it. @returns its SHA-256 */
export async function saveArtifact(db: Queryable, artifact: Uint8Array, format: string): Promise<string> {
  const sha256 = createHash('sha256').update(artifact).digest('hex');
  await db.query(
    'insert into ml_model_artifacts (sha256, format, content) values ($1, $2, $3) on conflict (sha256) do nothing',
    [sha256, format, Buffer.from(artifact)],
  );
  return sha256;
}

/** Also a constraint of the table: what was stored before it, or past it, is not read into memory either. */
const MOST_BYTES = 64 * 2 ** 20;

/**
 * The artifact of a model.
 * @param format what the model's family reads
 * @throws Error when it was archived, is too large, of another format, or its bytes do not have the hash the model names
 */
export async function readArtifact(
  db: Queryable,
  model: Pick<ModelRow, 'name' | 'family' | 'artifact'>,
  format: string,
): Promise<Uint8Array> {
  const found = await firstRow(
    db,
    prepared(`
      select format, octet_length(content) as bytes, case when octet_length(content) <= $2 then content end as content
      from ml_model_artifacts where sha256 = $1`),
    [model.artifact, MOST_BYTES],
    z.object({ format: z.string(), bytes: z.number(), content: z.instanceof(Buffer).nullable() }),
  );
  if (!found) throw new Error(`model ${model.name} has no artifact: it was archived`);
  if (found.format !== format) {
    throw new Error(
      `the artifact of model ${model.name} has format "${found.format}", models of family ${model.family} are read from "${format}"`,
    );
  }
  if (found.content === null) {
    throw new Error(`the artifact of model ${model.name} has ${found.bytes} bytes, at most ${MOST_BYTES} are read`);
  }
  const sha256 = createHash('sha256').update(found.content).digest('hex');
  if (sha256 !== model.artifact) {
    throw new Error(`the artifact of model ${model.name} has SHA-256 ${sha256}, the model names ${model.artifact}`);
  }
  return found.content;
}
