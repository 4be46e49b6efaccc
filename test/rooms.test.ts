import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { circles, directionFindings, fileEdges, importsOf, impureImports, roomOf } from './support/imports.ts';
import { LOADERS, ROOMS, type Room } from './support/rooms.ts';
import { type Source, sourcesAt } from './support/sources.ts';

describe('the rooms of src and workers', () => {
  const sources = sourcesAt('src/**/*.{ts,tsx,js}', 'workers/**/*.ts');

  test('import each other the way the table says', () => {
    assert.ok(sources.length > 200);
    assert.deepEqual(directionFindings(sources, ROOMS, LOADERS), []);
  });

  test('and those that are pure import nothing that is not', () => {
    assert.deepEqual(impureImports(sources, ROOMS), []);
  });

  test('no room imports one that imports it, and no file does, in tests neither', () => {
    assert.deepEqual(circles(new Map(Object.entries(ROOMS).map(([room, { imports }]) => [room, imports]))), []);
    assert.deepEqual(circles(fileEdges([...sources, ...sourcesAt('test/**/*.ts')])), []);
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
    assert.deepEqual(wrong(file, 'const store = await import(`../store/save.ts`);\n'), [finding]);
    assert.deepEqual(wrong(file, "const a = 'b // c', store = import('../store/save.ts');\n"), [finding]);
    assert.deepEqual(wrong(file, "const quote = /'/; // '\nconst store = import('../store/save.ts');\n"), [finding]);
    assert.deepEqual(wrong(file, "const store = require('../store/save.ts');\n"), [finding]);
    assert.deepEqual(wrong('src/sums/x.js', "import { save } from '../store/save.ts';\n"), [
      finding.replace('x.ts', 'x.js'),
    ]);
  });

  test("an import by the package's own name is one of its door", () => {
    assert.deepEqual(wrong('src/sums/x.ts', "import { save } from 'pgaugur';\n"), [
      'src/sums/x.ts: imports src/index.ts, and src/sums may not import src/index.ts',
    ]);
    assert.deepEqual(impure("import type { Save } from 'pgaugur';\n"), [
      'src/sums/sum.ts: imports pgaugur, which is in no pure room',
    ]);
  });

  test('what no import names is loaded by listed files alone, and these do', () => {
    const file = 'src/store/x.ts';
    const texts = [
      "import { createRequire } from 'node:module';\nconst load = createRequire(import.meta.url);\n",
      "import * as modules from 'node:module';\n",
      'const x = await import(name);\n',
      `const x = await import(\`../\${name}/save.ts\`);\n`,
    ];
    for (const text of texts) {
      assert.deepEqual(wrong(file, text), [
        `${file}: loads what no import names, and is not in the table of files that do`,
      ]);
      assert.deepEqual(directionFindings([...sound, { file, text }], rooms, { [file]: 'a package' }), []);
    }
    assert.deepEqual(directionFindings(sound, rooms, { 'src/store/save.ts': 'a package' }), [
      'src/store/save.ts: the table says that it loads what no import names, and it does not',
    ]);
  });

  test('a command imports what commands share, and no other command', () => {
    const commands: Record<string, Room> = {
      'src/cli': { holds: 'the list', imports: ['src/cli/fit', 'src/cli/score'] },
      'src/cli/fit': { holds: 'a command', imports: ['src/cli/files'] },
      'src/cli/score': { holds: 'a command', imports: [] },
      'src/cli/files': { holds: 'files', imports: [] },
    };
    const list = "import { fit } from './fit/command.ts';\nimport { score } from './score/command.ts';\n";
    const sources: Source[] = [
      { file: 'src/cli/program.ts', text: list },
      { file: 'src/cli/fit/command.ts', text: "import { read } from '../files/read.ts';\n" },
      { file: 'src/cli/score/command.ts', text: "import { model } from '../fit/model.ts';\n" },
      { file: 'src/cli/attic/command.ts', text: '' },
    ];
    assert.deepEqual(directionFindings(sources, commands), [
      'src/cli/score/command.ts: imports src/cli/fit/model.ts, and src/cli/score may not import src/cli/fit',
      'src/cli/attic/command.ts: is in no room of the table',
    ]);
    const shared = ['terminal', 'files', 'host', 'loading', 'acting'].map((room) => `src/cli/${room}`);
    const crossing = Object.entries(ROOMS)
      .filter(([room]) => room.startsWith('src/cli/'))
      .flatMap(([room, { imports }]) =>
        imports
          .filter((other) => other.startsWith('src/cli') && !shared.includes(other))
          .map((other) => `${room} imports ${other}`),
      );
    assert.deepEqual(crossing, []);
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
    assert.deepEqual(
      importsOf(`const x = \`a \${b ? \`https://c\` : ''}\`; /* ' */ import('./d.ts'); // import('./e.ts')\n`),
      [{ from: './d.ts', names: [], isType: false }],
    );
  });
});
