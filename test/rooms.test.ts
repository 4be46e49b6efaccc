import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { sep } from 'node:path';
import { describe, test } from 'node:test';
import {
  circles,
  directionFindings,
  fileEdges,
  importsOf,
  impureImports,
  roomOf,
  type Source,
} from './support/imports.ts';
import { askingTheHost } from './support/lint.ts';
import { ownFolder } from './support/own_folder.ts';
import { ROOMS, type Room } from './support/rooms.ts';

const root = new URL('../', import.meta.url);
const read = (pattern: string): Source[] =>
  globSync(pattern, { cwd: root }).map((path) => ({
    file: path.split(sep).join('/'),
    text: readFileSync(new URL(path, root), 'utf8'),
  }));

describe('the rooms of src and workers', () => {
  const sources = [...read('src/**/*.{ts,js}'), ...read('workers/**/*.ts')];

  test('import each other the way the table says', () => {
    assert.ok(sources.length > 200);
    assert.deepEqual(directionFindings(sources, ROOMS), []);
  });

  test('and those that are pure import nothing that is not', () => {
    assert.deepEqual(impureImports(sources, ROOMS), []);
  });

  test('no room imports one that imports it, and no file does, in tests neither', () => {
    assert.deepEqual(circles(new Map(Object.entries(ROOMS).map(([room, { imports }]) => [room, imports]))), []);
    assert.deepEqual(circles(fileEdges([...sources, ...read('test/**/*.ts')])), []);
  });
});

describe('of made-up rooms', () => {
  const rooms: Record<string, Room> = {
    src: { holds: 'shared', imports: [], pure: { packages: [] } },
    'src/sums': { holds: 'sums', imports: ['src'], pure: { packages: ['zod'] } },
    'src/store': { holds: 'a store', imports: ['src', 'src/sums'] },
    'src/index.ts': { holds: 'the door', imports: [] },
  };
  const sound: Source[] = [
    { file: 'src/sums/sum.ts', text: "import { column } from '../matrix.ts';\n" },
    {
      file: 'src/store/save.ts',
      text: "import { readFile } from 'node:fs/promises';\nimport { sum } from '../sums/sum.ts';\n",
    },
    { file: 'src/store/load.ts', text: "export { column } from '../matrix.ts';\n" },
  ];
  const wrong = (file: string, text: string) => directionFindings([...sound, { file, text }], rooms);
  const impure = (text: string, file = 'src/sums/sum.ts') => impureImports([{ file, text }], rooms);

  test('what keeps to the table is not complained about', () => {
    assert.deepEqual(directionFindings(sound, rooms), []);
    assert.deepEqual(impureImports(sound, rooms), []);
  });

  test('an import against the direction is named with its rule', () => {
    const finding = 'src/sums/x.ts: imports src/store/save.ts, and src/sums may not import src/store';
    const file = 'src/sums/x.ts';
    assert.deepEqual(wrong(file, "import { save } from '../store/save.ts';\n"), [finding]);
    assert.deepEqual(wrong(file, "import type { Store } from '../store/save.ts';\n"), [finding]);
    assert.deepEqual(wrong(file, "export { save } from '../store/save.ts';\n"), [finding]);
    assert.deepEqual(wrong(file, "import {\n  load,\n  save,\n} from '../store/save.ts';\n"), [finding]);
    assert.deepEqual(wrong(file, "const store = await import('../store/save.ts');\n"), [finding]);
  });

  test('a file, or what it imports, in no room of the table is complained about', () => {
    assert.deepEqual(wrong('src/attic/x.ts', ''), ['src/attic/x.ts: is in no room of the table']);
    assert.deepEqual(wrong('src/store/x.ts', "import { t } from '../../test/t.ts';\n"), [
      'src/store/x.ts: imports test/t.ts, which is in no room of the table',
    ]);
    assert.equal(roomOf('src/index.ts', rooms), 'src/index.ts');
    assert.equal(roomOf('src/store/deep/x.ts', rooms), 'src/store');
  });

  test('a line of the table that no import needs is complained about', () => {
    assert.deepEqual(directionFindings(sound.slice(0, 2), rooms), [
      'src/store: the table says that it imports src, and no file of it does',
    ]);
  });

  test('a pure room may not use what asks the host', () => {
    for (const from of ['node:fs', 'node:os', 'node:process', 'node:worker_threads', 'node:crypto', 'pg', 'fs']) {
      assert.deepEqual(impure(`import { x } from '${from}';\n`), [
        `src/sums/sum.ts: imports ${from}, which a pure room may not use`,
      ]);
    }
    assert.equal(impure("import 'pg';\n").length, 1);
    assert.equal(impure("import * as crypto from 'node:crypto';\n").length, 1);
    assert.deepEqual(impure('const x = await import(name);\n'), [
      'src/sums/sum.ts: imports what is computed, and a pure room names what it imports',
    ]);
    assert.deepEqual(impure("import { save } from '../store/save.ts';\n"), [
      'src/sums/sum.ts: imports ../store/save.ts, which is in no pure room',
    ]);
  });

  test('but hash, use the packages of its line, and name types', () => {
    const text = [
      "import { createHash, hash } from 'node:crypto';",
      "import { z } from 'zod';",
      "import type { Pool } from 'pg';",
      "import { type Tensor } from '@tensorflow/tfjs-core';",
      "type Core = typeof import('@tensorflow/tfjs-core');",
    ];
    assert.deepEqual(impure(`${text.join('\n')}\n`), []);
    assert.equal(impure("import { z } from 'zod';\n", 'src/matrix.ts').length, 1);
  });

  test('a circle is told as the way round it', () => {
    const file = (name: string, text: string): Source => ({ file: `src/${name}.ts`, text });
    const sources = [
      file('a', "import type { B } from './b.ts';\n"),
      file('b', "export { c } from './c.ts';\n"),
      file('c', "const a = await import('./a.ts');\n"),
      file('d', "import { a } from './a.ts';\n"),
    ];
    assert.deepEqual(circles(fileEdges(sources)), ['src/a.ts → src/b.ts → src/c.ts → src/a.ts']);
    assert.deepEqual(circles(fileEdges(sources.slice(0, 2))), []);
  });

  test('imports are read as they are written', () => {
    assert.deepEqual(importsOf("import a, { type B, c } from './x.ts';\n// import d from './d.ts';\n"), [
      { from: './x.ts', names: ['a', 'B', 'c'], isType: false },
    ]);
  });
});

describe('a pure room', () => {
  const folder = ownFolder();
  /** What is said of each text, were it a file of a pure room. */
  async function saidOf(texts: readonly string[]): Promise<string[][]> {
    const sources = texts.map((text, i) => ({ file: `src/metrics/example_${i}.ts`, text }));
    const said = await askingTheHost(sources, folder);
    return sources.map(({ file }) => said.get(file) ?? []);
  }

  test('is one for the linter where it is one in the table', async () => {
    const files = [...read('src/**/*.{ts,js}'), ...read('workers/**/*.ts')].map(({ file }) => file);
    const pure = files.filter((file) => {
      const room = roomOf(file, ROOMS);
      return room !== undefined && ROOMS[room].pure;
    });
    const said = await askingTheHost(
      files.map((file) => ({ file, text: 'process.exit();\n' })),
      folder,
    );
    assert.ok(pure.length > 100);
    assert.deepEqual([...said.keys()].toSorted(), pure.toSorted());
  });

  const asking: Record<string, readonly string[]> = {
    'the process': [
      'export const home = ({ env } = process) => env.HOME;',
      'const p = process;',
      'const home = process?.env;',
      "const home = process['env'];",
      "const home = 'a // b' + process.env.HOME;",
      `const home = \`\${process.env.HOME}\`;`,
      'const home = global.process;',
      'const { process } = globalThis;',
    ],
    'a clock': [
      'const now = Date.now();',
      'const now = Date?.now();',
      "const now = Date['now']();",
      'const { now } = Date;',
      'const now = new Date();',
      'const now = new Date;',
      'const now = Date();',
      'const now = new Date(Date.now());',
      'const now = new Date(...given);',
      'const D = Date; const now = new D();',
      'const now = performance.now();',
      'const now = performance?.now();',
    ],
    'chance without a seed': [
      'const { random } = Math;',
      'const M = Math;',
      'const x = Math.random();',
      'const x = Math?.random();',
      "const x = Math['random']();",
      'const x = Math.floor(3 * Math.random());',
      'const id = crypto.randomUUID();',
    ],
    'a timer': ['setTimeout(done, 10);', 'const later = setInterval;'],
    'the network': ["const page = fetch('https://example.org');", 'const get = fetch;', 'const open = WebSocket;'],
    'the console': ['console.log(1);'],
    'where it is': ['const here = import.meta.dirname;', 'const here = import.meta.url;', 'const here = __dirname;'],
    'the zone and language of the host': ['const { timeZone } = Intl.DateTimeFormat().resolvedOptions();'],
    'code by its text': ["eval('1');", "const one = new Function('return 1');", "const fs = require('fs');"],
  };
  for (const [what, texts] of Object.entries(asking)) {
    test(`may not ask for ${what}`, async () => {
      const said = await saidOf(texts);
      assert.deepEqual(
        texts.filter((_, i) => said[i].length === 0),
        [],
      );
    });
  }

  test('may have names like those of the host, read dates that it is given, and speak of all', async () => {
    const text = [
      "import { performance } from './performance.ts';",
      '/** Kept for the whole process. */',
      'const a = 1; // process.env says nothing here',
      'const b = new Date(text), c = Date.parse(text), d = Date.UTC(2020, 0, 1);',
      'const e = performance(simulation), f = child.process.id, g = { process: 1, Date: 2 };',
      'const h = (day: Date, days: Map<string, Date>) => Math.max(1, Math.min(Math.PI, day.getTime()));',
      "const i = 'process.env, Date.now() and Math.random()';",
    ];
    assert.deepEqual(await saidOf([text.join('\n')]), [[]]);
  });
});
