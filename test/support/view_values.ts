/** A part of SQL as Postgres prints it: a quoted text, a name, a sign. */
type Tokens = readonly string[];

const TOKEN = /'(?:[^']|'')*'|"(?:[^"]|"")*"|::[\w. ]+?(?:\(\d+\))?(?:\[\])?(?=[\s,()]|$)|[\w.]+|\S/g;
const isText = (token: string): boolean => token.startsWith("'");
const isCast = (token: string): boolean => token.startsWith('::');
const isName = (token: string): boolean => /^[a-z_][\w.]*$/.test(token);

type Columns = ReadonlyMap<string, readonly Tokens[]>;

/** What the columns of a definition are made of: those of the view itself, and those of all queries within it. */
export function columnsOf(definition: string): { readonly own: Columns; readonly within: Columns } {
  const tokens = definition.replace(/;\s*$/, '').match(TOKEN) ?? [];
  const own = new Map<string, Tokens[]>();
  const within = new Map<string, Tokens[]>();
  const add = (found: Map<string, Tokens[]>, item: Tokens) => {
    const last = item.at(-1) ?? '';
    const isNamed = item.at(-2) === 'AS';
    const name = isNamed || isName(last) ? (last.split('.').at(-1) ?? '') : '';
    found.set(name, [...(found.get(name) ?? []), isNamed ? item.slice(0, -2) : item]);
  };
  let depth = 0;
  for (const [i, token] of tokens.entries()) {
    if (token === '(') depth++;
    if (token === ')') depth--;
    if (token !== 'SELECT') continue;
    for (const item of split(tokens, i + 1, ',', ['FROM', 'UNION', 'WHERE'])) add(depth === 0 ? own : within, item);
  }
  return { own, within };
}

/** Parts between separators, up to an end or the bracket that closes around them; brackets and cases within are whole. */
function split(tokens: Tokens, from: number, by: string, ends: Tokens = []): Tokens[] {
  const parts: string[][] = [[]];
  let depth = 0;
  for (const token of tokens.slice(from)) {
    if (token === '(' || token === 'CASE') depth++;
    if (token === ')' || token === 'END') depth--;
    if (depth < 0 || (depth === 0 && ends.includes(token))) break;
    if (depth === 0 && token === by) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

/** What an expression may come to: a text, a column, or something that is not looked through. */
export type Result = { readonly text: string } | { readonly column: string } | { readonly unknown: string };

export function resultsOf(expression: Tokens): Result[] {
  const inner = unwrapped(expression);
  const [first = '', second] = inner;
  if (first === 'CASE') {
    const results = split(inner, 1, 'WHEN')
      .slice(1)
      .map((part) => part.slice(lastAt(part, 'THEN') + 1));
    return results.flatMap((part) => {
      const at = lastAt(part, 'ELSE');
      return at < 0 ? resultsOf(part) : [...resultsOf(part.slice(0, at)), ...resultsOf(part.slice(at + 1))];
    });
  }
  if (first === 'COALESCE' && second === '(') return split(inner, 2, ',').flatMap(resultsOf);
  if (inner.length === 1 && first === 'NULL') return [];
  if (inner.length === 1 && isText(first)) return [{ text: first.slice(1, -1).replaceAll("''", "'") }];
  if (inner.length === 1 && isName(first)) return [{ column: first.split('.').at(-1) ?? '' }];
  return [{ unknown: inner.join(' ') }];
}

/** Where a word stands in a part itself, and not in a case within it. */
function lastAt(tokens: Tokens, word: string): number {
  let depth = 0;
  let at = -1;
  for (const [i, token] of tokens.entries()) {
    if (token === '(' || token === 'CASE') depth++;
    if (token === ')' || token === 'END') depth--;
    if (depth === 0 && token === word) at = i;
  }
  return at;
}

/** Without casts and brackets around all of it. */
function unwrapped(expression: Tokens): Tokens {
  const inner = expression.filter((token) => !isCast(token));
  const closes = inner.at(-1) === ')' && inner[0] === '(' && split(inner, 1, '').flat().length === inner.length - 2;
  return closes ? unwrapped(inner.slice(1, -1)) : inner;
}
