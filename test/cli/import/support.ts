import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach } from 'node:test';
import { type ImportedFile, type ImportOptions, importFile } from '../../../src/cli/import/import_file.ts';
import { ownDatabase } from '../../support/own_database.ts';
import { ownFolder } from '../../support/own_folder.ts';
import { rows } from '../../support/rows.ts';

/** Two good bars in the plain format. */
export const PLAIN = 'date,open,high,low,close,volume\n2024-01-02,10,11,9,10.5,1000\n2024-01-03,10.5,12,10,11,1100\n';

/** A database and a folder for files that are imported into it; each test begins without instruments. */
export function importing() {
  const database = ownDatabase();
  const db = database.pool();
  const folder = ownFolder();
  beforeEach(async () => {
    await db.query('delete from base_instruments');
  });
  return {
    database,
    db,
    folder,
    read: (sql: string): Promise<unknown[]> => rows(db, sql),
    async file(name: string, text: string): Promise<string> {
      const path = join(folder, name);
      await writeFile(path, text);
      return path;
    },
    /** The reason why a file was not loaded. */
    async failure(path: string, options: ImportOptions): Promise<string> {
      const [result] = await importFile(db, path, options);
      return 'error' in result ? result.error : assert.fail(`${path} was loaded`);
    },
    /** What was loaded of a file, per symbol. */
    async loaded(path: string, options: ImportOptions): Promise<ImportedFile[]> {
      const results = await importFile(db, path, options);
      return results.map((result) => ('table' in result ? result : assert.fail(result.error)));
    },
  };
}
