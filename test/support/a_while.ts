import type { Queryable } from '../../src/db/pool.ts';

/** A function that readers may ask through the API, as `aWhile(seconds: …)`, and that takes so long; by other names, too. */
export async function createAWhile(db: Queryable, ...names: readonly string[]): Promise<void> {
  for (const name of ['a_while', ...names]) {
    await db.query(`
      create function ${name}(seconds float8) returns float8 language sql stable as $$
        select seconds from pg_sleep(seconds) $$;
      revoke execute on function ${name}(float8) from public;
      grant execute on function ${name}(float8) to pgaugur_reader`);
  }
}
