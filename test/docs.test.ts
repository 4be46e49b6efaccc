import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { createProgram } from '../src/cli/program.ts';
import { SETTINGS } from '../src/env/settings.ts';
import { type Document, parseDocument } from './support/markdown.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const exists = (path: string) => globSync(path, { cwd: root }).length > 0;

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
const commands = createProgram().commands.map((command) => command.name());
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

  test('every path that is named is there', () => {
    assertNone(
      current.flatMap(({ path, spans }) =>
        spans
          .filter((span) => /^(src|sql|test|workers|docs|migrations|deploy)\/[\w./*-]*$/.test(span) && !exists(span))
          .map((span) => `${path}: \`${span}\` is not there`),
      ),
    );
  });

  test('every npm script that is named is there, and every script is explained in README or CONTRIBUTING', () => {
    const named = current.flatMap(({ path, code }) =>
      code.flatMap((line) =>
        [...line.matchAll(/\bnpm (?:run (?:-s )?)?([a-z:]+)/g)]
          .filter(([command, name]) => command.includes(' run ') || ['test', 'start'].includes(name))
          .map(([, script]) => ({ path, script })),
      ),
    );
    const unknown = named.filter(({ script }) => !scripts.includes(script));
    const isHook = (script: string) => /^(pre|post)/.test(script) && !script.startsWith('prettier');
    const explained = named.filter(({ path }) => ['README.md', 'CONTRIBUTING.md'].includes(path));
    const unexplained = scripts.filter((name) => !isHook(name) && !explained.some(({ script }) => script === name));
    assertNone([
      ...unknown.map(({ path, script }) => `${path}: package.json has no script "${script}"`),
      ...unexplained.map(
        (name) => `package.json: neither README.md nor CONTRIBUTING.md says what "npm run ${name}" does`,
      ),
    ]);
  });

  test('every command of pgaugur is in the table of the README, and every command that is named is there', () => {
    const rows = readme.text.matchAll(/^\| `pgaugur ([a-z]+)/gm);
    const listed = [...rows].map(([, name]) => name);
    const named = current.flatMap(({ path, code }) =>
      code.flatMap((line) => {
        const name = /^(?:[A-Z_]+=\S+ )*(?:npx )?pgaugur ([a-z]+)/.exec(line.replace(/^\$ /, ''))?.[1];
        return name === undefined ? [] : [{ path, name }];
      }),
    );
    assertNone([
      ...commands.filter((name) => !listed.includes(name)).map((name) => `README.md: no row for "pgaugur ${name}"`),
      ...named
        .filter(({ name }) => !commands.includes(name))
        .map(({ path, name }) => `${path}: there is no command "pgaugur ${name}"`),
    ]);
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
    const { spans } = documentAt('docs/architecture.md');
    const rooms = globSync('src/*/', { cwd: root }).map((room) => room.replace(/\/$/, ''));
    const beside = ['migrations/', 'sql/', 'workers/', 'test/', 'docs/'];
    assert.ok(rooms.length > 5, `found ${rooms.length} rooms in src`);
    assertNone([...rooms, ...beside].filter((room) => !spans.includes(room)).map((room) => `no row for \`${room}\``));
  });

  test('architecture.md names tables, functions and steps as they are called', () => {
    const known = new Set(
      [read('schema.sql'), ...globSync(['src/**/*.ts', 'workers/*.ts'], { cwd: root }).map(read)].flatMap(
        (text) => text.match(/\w+/g) ?? [],
      ),
    );
    const names = documentAt('docs/architecture.md').spans.filter((span) =>
      /^[a-z]+(_[a-z0-9]+)+$|^[a-z]+[A-Z]\w+$/.test(span),
    );
    assert.ok(names.length > 50, `found ${names.length} names`);
    assertNone(
      names.filter((name) => !known.has(name)).map((name) => `\`${name}\` is not in schema.sql, src or workers`),
    );
  });

  test('the index of decisions has each of them, once', () => {
    const { anchors, links } = documentAt('docs/decisions.md');
    const decisions = anchors.filter((anchor) => /^\d{4}-\d\d-\d\d/.test(anchor));
    const indexed = links.filter((link) => link.startsWith('#')).map((link) => link.slice(1));
    assert.ok(decisions.length > 50, `found ${decisions.length} decisions`);
    assert.deepEqual(indexed.toSorted(), decisions.toSorted());
  });
});
