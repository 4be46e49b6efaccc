import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeInTransaction } from '../support/rolled_back.ts';
import { column, rows } from '../support/rows.ts';

describeInTransaction('numbers in sentences:', (db) => {
  // What is called and not put in place took a seventh of latest_predictions, and says the same.
  test('what has a body in standard SQL is an expression of the query that uses it, and no call', async () => {
    const functions = await rows<{ name: string; call: string; values: string }>(
      db,
      `select p.proname as name,
         format('%I(%s)', p.proname, (select string_agg('v' || n, ', ' order by n)
                                      from generate_series(1, p.pronargs) n)) as call,
         (select string_agg(format('null::%s as v%s', format_type(p.proargtypes[n - 1], null), n), ', ' order by n)
          from generate_series(1, p.pronargs) n) as values
       from pg_proc p
       where p.pronamespace = current_schema::regnamespace and p.prosqlbody is not null`,
    );
    const names = functions.map(({ name }) => name);
    for (const name of ['counted', 'percent', 'six_digits']) assert.ok(names.includes(name), name);
    for (const { name, call, values } of functions) {
      // "offset 0" makes them columns: what is constant would be worked out while planning.
      const plan = await column<string>(
        db,
        `explain (verbose, costs off) select ${call} from (select ${values} offset 0) as given`,
      );
      assert.doesNotMatch(plan.join('\n'), new RegExp(`\\b${name}\\(`), name);
    }
  });
});
