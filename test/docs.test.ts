import assert from 'node:assert/strict';
import { globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { createProgram } from '../src/cli/program.ts';
import { SETTINGS } from '../src/env/settings.ts';
import {
  commandFaults,
  nameFaults,
  namesIn,
  pathFaults,
  runByHand,
  scriptFaults,
  scriptsIn,
  variableFaults,
} from './support/document_rules.ts';
import { type Document, parseDocument } from './support/markdown.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const exists = (path: string) => globSync(path, { cwd: root }).length > 0;
const FOLDERS = '{src,sql,test,workers,docs,migrations}';

/** How many lines a file has, a folder one; a name without a folder may be that of a file anywhere. */
function linesAt(path: string): number | undefined {
  const found = globSync(path.includes('/') ? path : [path, `${FOLDERS}/**/${path}`], { cwd: root });
  const counts = found.map((one) => (statSync(join(root, one)).isFile() ? read(one).trimEnd().split('\n').length : 1));
  return counts.length === 0 ? undefined : Math.max(...counts);
}

const documents = globSync(['*.md', 'docs/**/*.md', 'sql/**/*.md', 'test/**/*.md'], { cwd: root }).map((path) =>
  parseDocument(path, read(path)),
);
/** What may speak of the past: files that are gone, commands that had another name. */
const ofTheirTime = ['CHANGELOG.md', 'docs/decisions.md'];
const current = documents.filter(({ path }) => !ofTheirTime.includes(path));

function documentAt(path: string): Document {
  const found = documents.find((document) => document.path === path);
  assert.ok(found, `there is no ${path}`);
  return found;
}

const readme = documentAt('README.md');
const commands = new Map(
  createProgram().commands.map((command) => [
    command.name(),
    ['--help', '-h', ...command.options.flatMap(({ long, short }) => [long ?? [], short ?? []].flat())],
  ]),
);
const scripts = Object.keys(
  z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(read('package.json'))).scripts,
);

/** One message for all that is wrong, a line each. */
function assertNone(faults: readonly string[]): void {
  assert.equal(faults.length, 0, `\n${faults.join('\n')}`);
}

describe('documents', () => {
  test('the README is read in a few minutes: at most 160 lines', () => {
    const lines = readme.text.trimEnd().split('\n').length;
    assert.ok(lines <= 160, `README.md has ${lines} lines: what is for one reader belongs to docs/`);
  });

  test('every link leads to a file that is there, and to a heading in it', () => {
    assertNone(
      documents.flatMap(({ path, links }) =>
        links
          .filter((link) => !/^[a-z]+:/.test(link))
          .flatMap((link) => {
            const [file, heading] = link.split('#');
            const target = file === '' ? path : posix.join(dirname(path), file);
            if (!exists(target)) return [`${path}: ${link} leads to no file`];
            const known = documents.find((document) => document.path === target)?.anchors;
            return heading !== undefined && known && !known.includes(heading)
              ? [`${path}: ${link} leads to no heading of ${target}`]
              : [];
          }),
      ),
    );
  });

  test('every path that is named is there, or the document tells to write it', () => {
    assertNone(current.flatMap((document) => pathFaults(document, linesAt)));
  });

  test('every npm script that is named is there, and every script is explained in README or CONTRIBUTING', () => {
    const explained = [readme, documentAt('CONTRIBUTING.md')].flatMap(({ code }) => code.flatMap(scriptsIn));
    assertNone([
      ...current.flatMap((document) => scriptFaults(document, scripts)),
      ...runByHand(scripts)
        .filter((name) => !explained.includes(name))
        .map((name) => `package.json: neither README.md nor CONTRIBUTING.md says what "npm run ${name}" does`),
    ]);
  });

  test('every command of pgaugur is in the table of the README, and commands and flags that are named are there', () => {
    const firstCells = [...readme.text.matchAll(/^\| (`pgaugur [^|]*)\|/gm)].map(([, cell]) => cell);
    const listed = firstCells.flatMap((cell) => [...cell.matchAll(/`pgaugur ([a-z]+)/g)].map(([, name]) => name));
    assertNone([
      ...[...commands.keys()]
        .filter((name) => !listed.includes(name))
        .map((name) => `README.md: no row for "pgaugur ${name}"`),
      ...current.flatMap((document) => commandFaults(document, commands)),
    ]);
  });

  test('every variable that is named is read', () => {
    const readers = globSync(['src/**/*.ts', 'test/support/*.ts'], { cwd: root }).map(read);
    const variables = readers.flatMap((text) => text.match(/\bPGAUGUR_\w+/g) ?? []);
    assertNone(current.flatMap((document) => variableFaults(document, variables)));
  });

  test('the table of settings in the README has each variable, with the default that --help states', () => {
    const listed = new Map(
      [...readme.text.matchAll(/^\| `([A-Z_]+)` \| ([^|]*) \|/gm)].map(([, variable, value]) => [
        variable,
        value.replaceAll('`', ''),
      ]),
    );
    const stated = new Map<string, string | undefined>(
      Object.values(SETTINGS).map(({ variable, help }) => [
        variable,
        /(?:default|commands use) ([^;,]+)/.exec(help)?.[1],
      ]),
    );
    const variables = [...new Set([...stated.keys(), ...listed.keys()])];
    assertNone(
      variables
        .filter((variable) => !stated.has(variable) || listed.get(variable) !== stated.get(variable))
        .map(
          (variable) =>
            `${variable}: the README says ${listed.get(variable) ?? 'nothing'}, --help ${stated.get(variable) ?? 'nothing'}`,
        ),
    );
  });

  test('architecture.md has each room of src and the folders beside it', () => {
    const spans = documentAt('docs/architecture.md').code.map(({ text }) => text);
    const rooms = globSync('src/*/', { cwd: root }).map((room) => room.replace(/\/$/, ''));
    const beside = ['migrations/', 'sql/', 'workers/', 'test/', 'docs/'];
    assert.ok(rooms.length > 5, `found ${rooms.length} rooms in src`);
    assertNone([...rooms, ...beside].filter((room) => !spans.includes(room)).map((room) => `no row for \`${room}\``));
  });

  for (const [guide, fewest] of Object.entries({
    architecture: 50,
    inserting_prices: 15,
    operating: 40,
    reading_predictions: 30,
  })) {
    test(`${guide}.md names tables, functions and steps as they are called`, () => {
      const sources = ['schema.sql', 'schema.graphql', ...globSync(['src/**/*.ts', 'workers/*.ts'], { cwd: root })];
      const known = new Set(sources.flatMap((path) => read(path).match(/\w+/g) ?? []));
      const document = documentAt(`docs/${guide}.md`);
      const names = document.code.flatMap(namesIn);
      assert.ok(names.length >= fewest, `found ${names.length} names`);
      assertNone(nameFaults(document, known));
    });
  }

  test('the index of decisions has each of them, once', () => {
    const { anchors, links } = documentAt('docs/decisions.md');
    const decisions = anchors.filter((anchor) => /^\d{4}-\d\d-\d\d/.test(anchor));
    const indexed = links.filter((link) => link.startsWith('#')).map((link) => link.slice(1));
    assert.ok(decisions.length > 50, `found ${decisions.length} decisions`);
    assert.deepEqual(indexed.toSorted(), decisions.toSorted());
  });
});

describe('of made-up documents', () => {
  const line = (text: string) => parseDocument('docs/x.md', `# Made up\n\n${text}\n`);
  const block = (text: string) => line(`\`\`\`sh\n${text}\n\`\`\``);
  const files = new Map([
    ['src/db/x.ts', 12],
    ['src/db', 1],
    ['schema.sql', 9],
  ]);
  const pathsOf = (document: Document) => pathFaults(document, (path) => files.get(path));

  test('a path that leads nowhere is named with its line', () => {
    const gone = (path: string) => [`docs/x.md:3: \`${path}\` is not there: a path leads to a file`];
    assert.deepEqual(pathsOf(line('`schema2.sql`')), gone('schema2.sql'));
    assert.deepEqual(pathsOf(line('see `FEATURES.md`')), gone('FEATURES.md'));
    assert.deepEqual(pathsOf(line('`src/y.ts:12`')), gone('src/y.ts'));
    assert.deepEqual(pathsOf(line('`./src/y.ts`')), gone('src/y.ts'));
    assert.deepEqual(pathsOf(line('`src/{db,nope}/x.ts`')), gone('src/nope/x.ts'));
    assert.deepEqual(pathsOf(line('`src/db/x.ts:13`')), [
      'docs/x.md:3: `src/db/x.ts` has 12 lines, and line 13 is named',
    ]);
    assert.deepEqual(pathsOf(block('cat src/db/x.ts\ncat src/y.ts  # all of it')), [
      'docs/x.md:5: `src/y.ts` is not there: a path leads to a file',
    ]);
    assert.deepEqual(pathsOf(line('`src/db/x.ts:12`, `./src/db`, `schema.sql`, `src/{db,db}/x.ts`, `a/src/y.ts`')), []);
  });

  test('files that a document tells to write are not missed, those that it changes are', () => {
    const guide = (language: string) =>
      line(`\`\`\`${language} src/y.ts\nimport './y.ts';\n\`\`\`\n\nNow \`src/y.ts\`.`);
    assert.deepEqual(pathsOf(guide('ts')), []);
    const gone = (at: number, path: string) => `docs/x.md:${at}: \`${path}\` is not there: a path leads to a file`;
    assert.deepEqual(pathsOf(guide('diff')).toSorted(), [gone(3, 'src/y.ts'), gone(4, 'y.ts'), gone(7, 'src/y.ts')]);
  });

  test('a script that is not there is named, and a hook is what npm runs with another', () => {
    assert.deepEqual(scriptFaults(line('`npm run nope`'), ['test']), [
      'docs/x.md:3: package.json has no script "nope": npm runs what is there',
    ]);
    assert.deepEqual(scriptFaults(block('npm test'), ['test']), []);
    const byHand = ['test', 'predict', 'postgres', 'prettier'];
    assert.deepEqual(runByHand([...byHand, 'pretest', 'posttest', 'prepack']), byHand);
  });

  test('a command or flag that is not there is named', () => {
    const known = new Map([
      ['worker', ['--help', '--only', '-q']],
      ['status', ['--watch']],
    ]);
    const of = (document: Document) => commandFaults(document, known);
    const noFlag = 'docs/x.md:3: "pgaugur worker" takes no --nope: a flag that is named is one of its command';
    assert.deepEqual(of(line('`pgaugur worker --nope`')), [noFlag]);
    assert.deepEqual(of(line('`A=b npx pgaugur worker --only training --nope=3`')), [noFlag]);
    assert.deepEqual(of(line('`pgaugur worker --watch`')), [noFlag.replace('--nope', '--watch')]);
    assert.deepEqual(of(block('$ pgaugur worker --only x  # or --nope')), [noFlag.replace(':3:', ':4:')]);
    assert.deepEqual(of(line('`--nope`')), ['docs/x.md:3: no command of pgaugur takes --nope']);
    assert.deepEqual(of(line('`pgaugur nope`')), ['docs/x.md:3: there is no command "pgaugur nope"']);
    assert.deepEqual(of(line('`pgaugur worker --only a-b -q | sort --nope`, `--watch`')), []);
  });

  test('a variable that nothing reads is named', () => {
    assert.deepEqual(variableFaults(line('Set PGAUGUR_NOPE or PGAUGUR_PORT.'), ['PGAUGUR_PORT']), [
      'docs/x.md:3: nothing reads PGAUGUR_NOPE: a variable is one that is read',
    ]);
  });

  test('a table, column, function or field that is not there is named', () => {
    const known = new Set(['ml_models', 'prune', 'whatIf', 'stocks']);
    const of = (text: string) => nameFaults(line(text), known);
    for (const [text, name] of [
      ['`ml_nope`', 'ml_nope'],
      ['`ml_models.no_column`', 'no_column'],
      ['`nope(run)`', 'nope'],
      ['`whatElse`', 'whatElse'],
    ]) {
      assert.deepEqual(of(text), [
        `docs/x.md:3: \`${name}\` is in no schema, in src and workers neither: a name is one that is used`,
      ]);
    }
    assert.deepEqual(of('`ml_models`, `prune(older_than)`, `whatIf`, `testing`, no_code'), []);
  });
});
