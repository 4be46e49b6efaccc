import { type Code, type Document, lineAt } from './markdown.ts';

/** A sentence about a place in a document. */
type Fault = string;

const faultAt = ({ path }: Document, line: number, what: string): Fault => `${path}:${line}: ${what}`;

/** What each piece of code in a document does wrong. */
const inCode = (document: Document, wrong: (code: Code) => readonly string[]): Fault[] =>
  document.code.flatMap((code) => wrong(code).map((what) => faultAt(document, code.line, what)));

const PATH =
  /(?<![\w./@:{}<>-])(?:\.\/)?((?:src|sql|test|workers|docs|migrations|deploy)\/[\w./*{},-]*|[\w-]+\.(?:sql|md|ts|js|graphql))(?::(\d+))?(?![\w/])/g;

/** `a/{b,c}` as `a/b` and `a/c`. */
function withoutBraces(path: string): string[] {
  const [all, before, choice, after] = /^([^{]*)\{([^{}]*)\}(.*)$/.exec(path) ?? [];
  return all === undefined ? [path] : choice.split(',').flatMap((one) => withoutBraces(`${before}${one}${after}`));
}

/** Whether a document tells to write the file, by its path or its name alone. */
const isWritten = ({ writes }: Document, path: string): boolean =>
  writes.some((file) => file === path || file.endsWith(`/${path}`));

/** Paths of this project in code. `linesOf` says how long a file or folder is; undefined where there is none. */
export const pathFaults = (document: Document, linesOf: (path: string) => number | undefined): Fault[] =>
  inCode(document, ({ text }) =>
    [...text.matchAll(PATH)].flatMap(([, named, line]) =>
      withoutBraces(named.replace(/[.,]+$/, '')).flatMap((path) => {
        const lines = isWritten(document, path) ? Number.POSITIVE_INFINITY : linesOf(path);
        if (lines === undefined) return [`\`${path}\` is not there: a path leads to a file`];
        return Number(line ?? 1) > lines ? [`\`${path}\` has ${lines} lines, and line ${line} is named`] : [];
      }),
    ),
  );

/** What `npm run` is asked for in a piece of code. */
export const scriptsIn = ({ text }: Code): string[] =>
  [...text.matchAll(/\bnpm (?:run (?:-s )?)?([\w:-]+)/g)]
    .filter(([command, name]) => command.includes(' run ') || ['test', 'start'].includes(name))
    .map(([, name]) => name);

export const scriptFaults = (document: Document, scripts: readonly string[]): Fault[] =>
  inCode(document, (code) =>
    scriptsIn(code)
      .filter((name) => !scripts.includes(name))
      .map((name) => `package.json has no script "${name}": npm runs what is there`),
  );

/** What npm runs by itself, where it is there. */
const LIFE_CYCLE = [
  'install',
  'pack',
  'prepare',
  'publish',
  'restart',
  'start',
  'stop',
  'test',
  'uninstall',
  'version',
];

/** Scripts that somebody runs by hand: all but those that npm runs before or after another. */
export const runByHand = (scripts: readonly string[]): string[] =>
  scripts.filter((script) => {
    const other = /^(?:pre|post)(.+)$/.exec(script)?.[1];
    return other === undefined || ![...scripts, ...LIFE_CYCLE].includes(other);
  });

/** A command of pgaugur, with the flags it takes. */
export type Flags = ReadonlyMap<string, readonly string[]>;

const CALL =
  /(?:^|&& |; )(?:\$ )?(?:[A-Z_]+=\S+ )*(?:npx )?(?:pgaugur|node src\/bin\.js) ([a-z]+)((?:(?! \| | && ).)*)/g;
const FLAG = /(?<![\w-])--?[a-z][\w-]*/g;

/** Calls of pgaugur: the command is one, and takes the flags; flags that stand alone are those of some command. */
export const commandFaults = (document: Document, commands: Flags): Fault[] =>
  inCode(document, ({ text, isSpan }) => {
    const calls = [...text.matchAll(CALL)].flatMap(([, name, rest]) => {
      const flags = commands.get(name);
      if (!flags) return [`there is no command "pgaugur ${name}"`];
      return (rest.match(FLAG) ?? [])
        .filter((flag) => !flags.includes(flag))
        .map((flag) => `"pgaugur ${name}" takes no ${flag}: a flag that is named is one of its command`);
    });
    const known = [...commands.values()].flat();
    const alone = isSpan && text.startsWith('--') ? (text.match(FLAG) ?? []) : [];
    return [
      ...calls,
      ...alone.filter((flag) => !known.includes(flag)).map((flag) => `no command of pgaugur takes ${flag}`),
    ];
  });

export const variableFaults = (document: Document, variables: readonly string[]): Fault[] =>
  [...document.text.matchAll(/\bPGAUGUR_\w+/g)]
    .filter(([variable]) => !variables.includes(variable))
    .map(({ index, 0: variable }) =>
      faultAt(document, lineAt(document.text, index), `nothing reads ${variable}: a variable is one that is read`),
    );

const NAME = /^[a-z]+(?:_[a-z0-9]+)+$|^[a-z]+[A-Z]\w+$/;

/** Names of tables, columns, functions and fields between backticks: all with two words in them, or with brackets. */
export function namesIn({ text, isSpan }: Code): string[] {
  if (!isSpan) return [];
  const [, called] = /^([a-z]\w*)\(/.exec(text) ?? [];
  return called === undefined ? text.split('.').filter((name) => NAME.test(name)) : [called];
}

export const nameFaults = (document: Document, known: ReadonlySet<string>): Fault[] =>
  inCode(document, (code) =>
    namesIn(code)
      .filter((name) => !known.has(name))
      .map((name) => `\`${name}\` is in no schema, in src and workers neither: a name is one that is used`),
  );
