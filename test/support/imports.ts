import { dirname, join } from 'node:path/posix';
import type { Room } from './rooms.ts';

/** A file by its path from the root, with slashes. */
export type Source = { readonly file: string; readonly text: string };

export type Import = {
  /** As it is written; undefined for an `import()` whose argument is no plain text. */
  readonly from?: string;
  readonly names: readonly string[];
  readonly isType: boolean;
};

type Rooms = Readonly<Record<string, Room>>;

/** What a sentence is written about: a file, its rule and what breaks it. */
type Finding = string;

const STATIC = /^(?:import|export)\s+(type\s+)?(?:([^'";]*?)\s+from\s+)?'([^']+)'/gm;
const DYNAMIC = /\bimport\(\s*(?:'([^']+)'\s*\))?/g;

/** The text without comments; `//` inside a string is none, as nothing but a space stands before a comment here. */
export const withoutComments = (text: string): string =>
  text.replace(/(^|\s)\/\*[\s\S]*?\*\//g, '$1').replace(/(^|\s)\/\/[^\n]*/g, '$1');

/** Everything that a file imports, or hands on from another. `typeof import()` counts as a type. */
export function importsOf(text: string): Import[] {
  const code = withoutComments(text);
  const found = [...code.matchAll(STATIC)].map(([, type, names = '', from]): Import => {
    const listed = names.replace(/[{}]/g, '').split(',');
    const all = listed.map((name) => name.trim()).filter((name) => name !== '');
    const isType = type !== undefined || (names.includes('{') && all.every((name) => name.startsWith('type ')));
    return { from, names: all.map((name) => name.replace(/^type /, '')), isType };
  });
  const dynamic = [...code.matchAll(DYNAMIC)].map((match): Import => {
    const isType = code.slice(0, match.index).trimEnd().endsWith('typeof');
    return { from: match[1], names: [], isType };
  });
  return [...found, ...dynamic];
}

/** The room a file is in; undefined where it is in none. */
export function roomOf(file: string, rooms: Rooms): string | undefined {
  if (Object.hasOwn(rooms, file)) return file;
  const parent = dirname(file);
  for (let folder = parent; folder !== '.'; folder = dirname(folder)) {
    if (!Object.hasOwn(rooms, folder)) continue;
    const hasRoomsInside = Object.keys(rooms).some((room) => room.startsWith(`${folder}/`) && !room.endsWith('.ts'));
    return folder === parent || !hasRoomsInside ? folder : undefined;
  }
  return undefined;
}

const targetOf = (file: string, from: string): string => join(dirname(file), from);

/** Imports that the table of rooms does not allow, and what the table says that is not so. */
export function directionFindings(sources: readonly Source[], rooms: Rooms): Finding[] {
  const used = new Set<string>();
  const findings = sources.flatMap(({ file, text }): Finding[] => {
    const room = roomOf(file, rooms);
    if (room === undefined) return [`${file}: is in no room of the table`];
    return importsOf(text).flatMap(({ from }) => {
      if (!from?.startsWith('.')) return [];
      const target = targetOf(file, from);
      const other = roomOf(target, rooms);
      if (other === undefined) return [`${file}: imports ${target}, which is in no room of the table`];
      if (other === room) return [];
      used.add(`${room} ${other}`);
      if (rooms[room].imports.includes(other)) return [];
      return [`${file}: imports ${target}, and ${room} may not import ${other}`];
    });
  });
  const unused = Object.entries(rooms).flatMap(([room, { imports }]) =>
    imports
      .filter((other) => !used.has(`${room} ${other}`))
      .map((other) => `${room}: the table says that it imports ${other}, and no file of it does`),
  );
  return [...findings, ...unused];
}

/** Of node's own modules: what computes and asks nothing of the host. */
const PURE_OF_NODE: Readonly<Record<string, readonly string[]>> = { 'node:crypto': ['createHash', 'hash'] };

const FORBIDDEN: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  { what: 'the process', pattern: /(?<![.\w])process\s*[.[]/ },
  { what: 'a clock', pattern: /\bDate\.now\b|\bnew Date\(\s*\)|(?<![.\w]|new )Date\(|(?<![./\w])performance\s*\./ },
  { what: 'chance without a seed', pattern: /\bMath\.random\b|\brandomUUID\b|\bgetRandomValues\b/ },
  { what: 'the global object', pattern: /\bglobalThis\b/ },
  { what: 'a timer', pattern: /(?<![.\w])set(?:Timeout|Interval|Immediate)\(/ },
  { what: 'the network', pattern: /(?<![.\w])fetch\(/ },
  { what: 'the console', pattern: /(?<![.\w])console\./ },
];

/** What files of pure rooms do beside computing. */
export function purityFindings(sources: readonly Source[], rooms: Rooms): Finding[] {
  return sources.flatMap(({ file, text }): Finding[] => {
    const room = roomOf(file, rooms);
    const pure = room === undefined ? undefined : rooms[room].pure;
    if (!pure) return [];
    const code = withoutComments(text);
    const asked = FORBIDDEN.flatMap(({ what, pattern }) => {
      const found = code.match(pattern);
      return found ? [`${file}: "${found[0]}" asks for ${what}, and ${room} is pure`] : [];
    });
    return [...asked, ...importsOf(text).flatMap((one) => impureImport(file, one, rooms, pure.packages))];
  });
}

function impureImport(
  file: string,
  { from, names, isType }: Import,
  rooms: Rooms,
  packages: readonly string[],
): Finding[] {
  const refused = (why: string) => [`${file}: imports ${from ?? 'what is computed'}, ${why}`];
  if (from === undefined) return refused('and a pure room names what it imports');
  if (from.startsWith('.')) {
    const room = roomOf(targetOf(file, from), rooms);
    return room !== undefined && rooms[room].pure ? [] : refused('which is in no pure room');
  }
  if (isType || packages.includes(from)) return [];
  const allowed = PURE_OF_NODE[from] ?? [];
  if (names.length > 0 && names.every((name) => allowed.includes(name))) return [];
  return refused('which a pure room may not use');
}

/** A circle, as the way round it (a → b → a), for each import that closes one; none where there is none. */
export function circles(edges: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const found: string[] = [];
  const walk = (at: string, path: readonly string[]): void => {
    const before = path.indexOf(at);
    if (before >= 0) found.push([...path.slice(before), at].join(' → '));
    if (before >= 0 || done.has(at)) return;
    for (const next of edges.get(at) ?? []) walk(next, [...path, at]);
    done.add(at);
  };
  for (const start of edges.keys()) walk(start, []);
  return found;
}

/** Which files a file imports, types too. */
export const fileEdges = (sources: readonly Source[]): Map<string, string[]> =>
  new Map(
    sources.map(({ file, text }) => [
      file,
      importsOf(text).flatMap(({ from }) => (from?.startsWith('.') ? [targetOf(file, from)] : [])),
    ]),
  );
