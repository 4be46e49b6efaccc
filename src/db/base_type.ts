/**
 * SQL for a lateral join `base (type, modifier)`: the type of an attribute; of a domain, and of a domain over another, the
 * type below all of them. Only the lowest domain knows the modifier.
 * @param attribute the alias of pg_attribute
 */
export const baseType = (attribute: string): string => `
  cross join lateral (
    with recursive layers as (
      select ${attribute}.atttypid as type, ${attribute}.atttypmod as modifier
      union all
      select t.typbasetype, t.typtypmod from layers l join pg_type t on t.oid = l.type where t.typtype = 'd'
    )
    select l.type, l.modifier from layers l join pg_type t on t.oid = l.type where t.typtype <> 'd'
  ) as base`;

/** SQL for a subquery: the domains of an attribute's type, the one of the column and those below it. */
export const domainsOf = (attribute: string): string => `
  with recursive layers as (
    select oid, typbasetype from pg_type where oid = ${attribute}.atttypid and typtype = 'd'
    union all
    select t.oid, t.typbasetype from layers l join pg_type t on t.oid = l.typbasetype where t.typtype = 'd'
  )
  select oid from layers`;
