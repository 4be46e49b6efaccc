import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { sep } from 'node:path';
import { describe, test } from 'node:test';
import {
  circles,
  directionFindings,
  fileEdges,
  importsOf,
  purityFindings,
  roomOf,
  type Source,
} from './support/imports.ts';
import { ROOMS, type Room } from './support/rooms.ts';

const root = new URL('../', import.meta.url);
const read = (pattern: string): Source[] =>
  globSync(pattern, { cwd: root }).map((path) => ({
    file: path.split(sep).join('/'),
    text: readFileSync(new URL(path, root), 'utf8'),
  }));

describe('the rooms of src and workers', () => {
  const sources = [...read('src/**/*.ts'), ...read('workers/**/*.ts')];

  test('import each other the way the table says', () => {
    assert.ok(sources.length > 200);
    assert.deepEqual(directionFindings(sources, ROOMS), []);
  });

  test('and those that are pure read no file, environment, clock or database', () => {
    assert.deepEqual(purityFindings(sources, ROOMS), []);
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
  const impure = (text: string, file = 'src/sums/sum.ts') => purityFindings([{ file, text }], rooms);

  test('what keeps to the table is not complained about', () => {
    assert.deepEqual(directionFindings(sound, rooms), []);
    assert.deepEqual(purityFindings(sound, rooms), []);
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

  for (const [what, texts] of Object.entries({
    'the process': ['process.env.HOME', 'process.emitWarning(text)', "process['env']"],
    'a clock': ['Date.now()', 'new Date()', 'Date()', 'performance.now()'],
    'chance without a seed': ['Math.random()', 'crypto.randomUUID()'],
    'the global object': ['globalThis.process'],
    'a timer': ['setTimeout(done, 10)'],
    'the network': ["fetch('https://example.org')"],
    'the console': ['console.log(1)'],
  })) {
    test(`a pure room may not ask for ${what}`, () => {
      for (const text of texts) {
        const findings = impure(`const x = ${text};\n`);
        assert.ok(
          findings.some((finding) => finding.endsWith(`asks for ${what}, and src/sums is pure`)),
          `${text}: ${findings.join('; ')}`,
        );
        assert.deepEqual(impure(`const x = ${text};\n`, 'src/store/save.ts'), []);
      }
    });
  }

  test('comments, dates that are given and functions of such a name are no fault', () => {
    const text = [
      '/** Kept for the whole process. */',
      'const a = 1; // process.env says nothing here',
      'const b = new Date(text), c = Date.parse(text), d = Date.UTC(2020, 0, 1);',
      'const e = performance(simulation), f = child.process.id;',
    ];
    assert.deepEqual(impure(`${text.join('\n')}\n`), []);
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
