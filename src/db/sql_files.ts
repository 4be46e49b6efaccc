import pg from 'pg';
import { bossSchema, workerSchema } from './queue_schemas.ts';

/** Runs all statements of a file. @throws the database's error, with the file's name in front */
export async function runSqlFile(
  client: pg.ClientBase,
  schema: string,
  file: { readonly name: string; readonly text: string },
): Promise<void> {
  try {
    await client.query(fillNames(file.text, schema));
  } catch (error) {
    if (error instanceof Error) error.message = `${file.name}: ${error.message}`;
    throw error;
  }
}

/** Names that are settings appear in SQL files as `@schema@` and the like, quoted as identifier or as literal. */
function fillNames(text: string, schema: string): string {
  const names: Record<string, string> = {
    schema,
    worker_schema: workerSchema(schema),
    boss_schema: bossSchema(schema),
  };
  return text.replace(/@(schema|worker_schema|boss_schema)(_literal)?@/g, (_, name: string, literal?: string) =>
    literal ? pg.escapeLiteral(names[name] ?? '') : pg.escapeIdentifier(names[name] ?? ''),
  );
}
