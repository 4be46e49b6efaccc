import { dirname, join } from 'node:path/posix';
import type { Room } from './rooms.ts';
import type { Source } from './sources.ts';

export type Import = {
  /** As it is written; undefined for an `import()` or `require()` whose argument is no plain text. */
  readonly from?: string;
  readonly names: readonly string[];
  readonly isType: boolean;
};

type Rooms = Readonly<Record<string, Room>>;
/** Files, and what each loads. */
type Loaders = Readonly<Record<string, string>>;

/** What a sentence is written about: a file, its rule and what breaks it. */
type Finding = string;

const STATIC = /^(?:import|export)\s+(type\s+)?(?:([^'";]*?)\s+from\s+)?'([^']+)'/gm;
const DYNAMIC =
  /\b(?:import|require(?:\.resolve)?|createRequire\([^()]*\)(?:\.resolve)?)\(\s*(?:(['"`])((?:(?!\1|\$\{).)+)\1\s*\))?/g;

/** What may look like a comment and is none, or is one: texts, templates, regular expressions and both comments. */
const LITERALS = [
  /'(?:\\.|[^'\\\n])*'/,
  /"(?:\\.|[^"\\\n])*"/,
  /`(?:\\[\s\S]|\$\{(?:`[^`]*`|[^`}])*\}|[^`\\])*`/,
  /(?<=(?:^|[(=,:[!&|?{};>\n]|\breturn)\s*)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\//,
];
const COMMENT = /\/\*[\s\S]*?\*\/|\/\/[^\n]*/;
const LITERAL_OR_COMMENT = new RegExp([...LITERALS, COMMENT].map(({ source }) => source).join('|'), 'g');

/** The text without comments. */
export const withoutComments = (text: string): string =>
  text.replace(LITERAL_OR_COMMENT, (found) => (/^\/[*/]/.test(found) ? ' ' : found));

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
    return { from: match[2], names: [], isType };
  });
  return [...found, ...dynamic];
}

/** The room a file is in; undefined where it is in none. */
export function roomOf(file: string, rooms: Rooms): string | undefined {
  if (Object.hasOwn(rooms, file)) return file;
  const parent = dirname(file);
  for (let folder = parent; folder !== '.'; folder = dirname(folder)) {
    if (!Object.hasOwn(rooms, folder)) continue;
    const hasRoomsInside = Object.keys(rooms).some((room) => room.startsWith(`${folder}/`) && !/\.[jt]s$/.test(room));
    return folder === parent || !hasRoomsInside ? folder : undefined;
  }
  return undefined;
}

/** The door of this package, which its own files could import by the package's name. */
const DOOR = 'src/index.ts';
const PACKAGE = /^pgaugur(?:\/|$)/;

/** Which file of this package an import leads to; undefined where it leads to another package. */
function targetOf(file: string, from: string | undefined): string | undefined {
  if (from?.startsWith('.')) return join(dirname(file), from);
  return from !== undefined && PACKAGE.test(from) ? DOOR : undefined;
}

/** Imports that the table of rooms does not allow, and what the tables say that is not so. */
export function directionFindings(sources: readonly Source[], rooms: Rooms, loaders: Loaders = {}): Finding[] {
  const used = new Set<string>();
  const findings = sources.flatMap(({ file, text }): Finding[] => {
    const room = roomOf(file, rooms);
    if (room === undefined) return [`${file}: is in no room of the table`];
    return importsOf(text).flatMap(({ from }) => {
      const target = targetOf(file, from);
      if (target === undefined) return [];
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
  return [...findings, ...unused, ...loaderFindings(sources, loaders)];
}

/** Whether a file can load what no `import` in it names. */
const loadsByName = ({ text }: Source): boolean =>
  importsOf(text).some(({ from, isType }) => from === undefined || (!isType && /^(?:node:)?module$/.test(from)));

function loaderFindings(sources: readonly Source[], loaders: Loaders): Finding[] {
  const loading = sources.filter(loadsByName).map(({ file }) => file);
  return [
    ...loading
      .filter((file) => !Object.hasOwn(loaders, file))
      .map((file) => `${file}: loads what no import names, and is not in the table of files that do`),
    ...Object.keys(loaders)
      .filter((file) => !loading.includes(file))
      .map((file) => `${file}: the table says that it loads what no import names, and it does not`),
  ];
}

/** Of node's own modules: what computes and asks nothing of the host. */
const PURE_OF_NODE: Readonly<Record<string, readonly string[]>> = { 'node:crypto': ['createHash', 'hash'] };

/** What files of pure rooms import that has to do with more than computing. */
export function impureImports(sources: readonly Source[], rooms: Rooms): Finding[] {
  return sources.flatMap(({ file, text }): Finding[] => {
    const room = roomOf(file, rooms);
    const pure = room === undefined ? undefined : rooms[room].pure;
    if (!pure) return [];
    return importsOf(text).flatMap((one) => impureImport(file, one, rooms, pure.packages));
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
  const target = targetOf(file, from);
  if (target !== undefined) {
    const room = roomOf(target, rooms);
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
  new Map(sources.map(({ file, text }) => [file, importsOf(text).flatMap(({ from }) => targetOf(file, from) ?? [])]));
