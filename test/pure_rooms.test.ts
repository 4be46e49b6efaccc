import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { roomOf } from './support/imports.ts';
import { askingTheHost } from './support/lint.ts';
import { ownFolder } from './support/own_folder.ts';
import { ROOMS } from './support/rooms.ts';
import { sourcesAt } from './support/sources.ts';

describe('a pure room', () => {
  const folder = ownFolder();
  /** What is said of each text, were it a file of a pure room. */
  async function saidOf(texts: readonly string[]): Promise<string[][]> {
    const sources = texts.map((text, i) => ({ file: `src/metrics/example_${i}.ts`, text }));
    const said = await askingTheHost(sources, folder);
    return sources.map(({ file }) => said.get(file) ?? []);
  }

  test('is one for the linter where it is one in the table', async () => {
    const files = sourcesAt('src/**/*.{ts,js}', 'workers/**/*.ts').map(({ file }) => file);
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

  test('asks the host nothing, not where the linter is told to look away either', async () => {
    const sources = sourcesAt('src/**/*.ts').map(({ file, text }) => ({
      file,
      text: text.replaceAll('biome-ignore', 'not ignored'),
    }));
    assert.deepEqual([...(await askingTheHost(sources, folder))], []);
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
      "const now = new Event('now').timeStamp;",
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
    'a timer': ['setTimeout(done, 10);', 'const later = setInterval;', 'const late = AbortSignal.timeout(10);'],
    'the network': ["const page = fetch('https://example.org');", 'const get = fetch;', 'const open = WebSocket;'],
    'the console': ['console.log(1);'],
    'where it is': ['const here = import.meta.dirname;', 'const here = import.meta.url;', 'const here = __dirname;'],
    'the zone and language of the host': [
      'const { timeZone } = Intl.DateTimeFormat().resolvedOptions();',
      'const hour = day.getHours();',
      'const minutes = new Date(text)?.getTimezoneOffset();',
      'const date = new Date(2020, 0);',
      'const date = new Date(2020, 0, 1);',
      'const date = new Date(2020, 0, 1, 12, 30, 0, 0);',
      'const text = x.toLocaleString();',
    ],
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
      'const h = (day: Date, days: Map<string, Date>) => Math.max(1, Math.min(Math.PI, day.getUTCHours()));',
      "const i = 'process.env, Date.now() and Math.random()';",
    ];
    assert.deepEqual(await saidOf([text.join('\n')]), [[]]);
  });
});
