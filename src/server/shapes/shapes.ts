import { z } from 'zod';
import type { Pool } from '../../db/pool.ts';

/** A value of a shape: a scalar of Postgres, or a shape, or a list of either. */
export type Reference = { readonly type: string; readonly isList: boolean };

const attribute = z.object({
  /** As the composite type has it; the key of the JSON is its camelCase. */
  name: z.string(),
  type: z.string(),
  isList: z.boolean(),
  comment: z.string(),
});

/** What JSON of a column holds, declared by a composite type. */
const shape = z.object({
  name: z.string(),
  comment: z.string(),
  attributes: z.array(attribute),
});
export type Shape = z.infer<typeof shape>;

/** The composite types of an installation whose comments begin with `@json`: each says what JSON of some columns holds. */
export async function readShapes(pool: Pool, schema: string): Promise<Shape[]> {
  const { rows } = await pool.query(
    `select t.typname as name, obj_description(t.oid, 'pg_type') as comment,
            (select jsonb_agg(jsonb_build_object(
                      'name', a.attname, 'type', coalesce(e.typname, y.typname), 'isList', e.oid is not null,
                      'comment', coalesce(col_description(c.oid, a.attnum), '')) order by a.attnum)
             from pg_attribute a
             join pg_type y on y.oid = a.atttypid
             left join pg_type e on e.oid = y.typelem and y.typcategory = 'A'
             where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as attributes
     from pg_type t
     join pg_class c on c.oid = t.typrelid and c.relkind = 'c'
     where t.typnamespace = to_regnamespace(quote_ident($1)) and obj_description(t.oid, 'pg_type') like '@json %'
     order by t.typname`,
    [schema],
  );
  return z.array(shape).parse(rows);
}

/** `backtest_trade[]` of the tag of a column: `@shape backtest_trade[]`. */
export const referenceOf = (tag: string): Reference => ({ type: tag.replace(/\[\]$/, ''), isList: tag.endsWith('[]') });

/** A comment in two parts: its tags, in lines of their own, and its words. */
export function partsOf(comment: string): { readonly tags: ReadonlyMap<string, string>; readonly words: string } {
  const lines = comment.split('\n');
  const count = lines.findIndex((line) => !line.startsWith('@'));
  const tags = lines.slice(0, count < 0 ? lines.length : count).map((line) => {
    const [, name = '', value = ''] = /^@(\S+)\s*(.*)$/.exec(line) ?? [];
    return [name, value] as const;
  });
  return { tags: new Map(tags), words: lines.slice(tags.length).join('\n') };
}
