import { readSqlFiles } from '../../src/db/schema_version.ts';

/** What a statement of `sql/` does to an object: makes it, describes it or a part of it, or says who may use it. */
export type Statement = {
  readonly file: string;
  readonly verb: 'create' | 'describe' | 'grant' | 'revoke';
  /** Tables and views are one kind: nothing is called the same. So are functions, aggregates and procedures. */
  readonly kind: 'relation' | 'function' | 'type' | 'schema' | 'sequence';
  readonly name: string;
  /** The whole statement, without what stands between dollar signs. */
  readonly text: string;
};

const FUNCTION = '(?:function|aggregate|procedure)';

/** Patterns of the beginning of a statement; what they do not match (triggers, do-blocks, queries) is not looked at. */
const PATTERNS: readonly (readonly [Statement['verb'], Statement['kind'], RegExp])[] = [
  ['create', 'relation', /^create or replace view (\w+)/],
  ['create', 'function', new RegExp(`^create (?:or replace )?${FUNCTION} (\\w+)`)],
  ['describe', 'relation', /^comment on (?:table|view|column) (\w+)/],
  ['describe', 'relation', /^comment on constraint \w+ on (\w+)/],
  [
    'describe',
    'relation',
    /^call (?:name_relation|describe_table|describe_columns|describe_other_columns)\(\s*'(\w+)'/,
  ],
  ['describe', 'function', new RegExp(`^comment on ${FUNCTION} (\\w+)`)],
  ['describe', 'type', /^comment on type (\w+)/],
  ['grant', 'function', /^grant execute on function (\w+)/],
  ['grant', 'type', /^grant usage on type (\w+)/],
  ['grant', 'schema', /^grant [a-z, ]+ on schema (@schema@)/],
  ['grant', 'sequence', /^grant [a-z, ]+ on (all) sequences in schema @schema@/],
  ['grant', 'sequence', /^grant [a-z, ]+ on sequence (\w+)/],
  ['grant', 'relation', /^grant [a-z_, ()]+ on (?!(?:all|schema|function|type|sequence) )(\w+)/],
  ['revoke', 'function', /^revoke all on function (\w+)/],
  ['revoke', 'sequence', /^revoke all on sequence (\w+)/],
  ['revoke', 'relation', /^revoke all on (?!function |sequence )(\w+)/],
];

/** The statements of `sql/` that are about one object, in the order in which they are applied. */
export async function sqlStatements(): Promise<Statement[]> {
  return (await readSqlFiles('sql')).flatMap(({ name, text }) => statementsOfFile(name, text));
}

export function statementsOfFile(file: string, text: string): Statement[] {
  return statementsOf(text).flatMap((statement) => {
    const known = PATTERNS.find(([, , pattern]) => pattern.test(statement));
    if (!known) return [];
    const [verb, kind, pattern] = known;
    return [{ file, verb, kind, name: pattern.exec(statement)?.[1] ?? '', text: statement }];
  });
}

/** Cut at each line that ends in a semicolon, once bodies and comments are away. */
function statementsOf(text: string): string[] {
  return text
    .replace(/\$\$.*?\$\$/gs, '$$$$')
    .replace(/^\s*--.*$/gm, '')
    .split(/;$/m)
    .map((statement) => statement.trim());
}
