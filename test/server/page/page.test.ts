import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { pino } from 'pino';
import { listen } from '../../../src/server/listen.ts';
import { readPageFiles } from '../../../src/server/page/page_files.ts';
import { servePage } from '../../../src/server/page/serve_page.ts';

/** Bytes that a browser fetches before it can show the first view: the document and what it names, compressed. */
const FIRST_LOAD_BYTES = 60 * 1024;

test('the first load of the page has at most 60 kB, without what is loaded when it is needed', async () => {
  const files = await readPageFiles();
  const document = new TextDecoder().decode(files.get('index.html')?.bytes);
  const named = [...document.matchAll(/(?:href|src)="\/(assets\/[^"]+)"/g)].map(([, name]) => name);
  const loaded = new Set(['index.html']);
  for (const waiting = [...named]; waiting.length > 0; ) {
    const name = waiting.pop() ?? '';
    if (loaded.has(name)) continue;
    loaded.add(name);
    const text = new TextDecoder().decode(files.get(name)?.bytes);
    // What a module imports at once; import() is for later.
    for (const [, other] of text.matchAll(/\b(?:from|import)\s*"\.\/([^"]+)"/g)) waiting.push(`assets/${other}`);
  }
  assert.ok(named.length >= 2, document);
  const bytes = [...loaded].reduce((sum, name) => sum + (files.get(name)?.gzipped.length ?? Number.NaN), 0);
  assert.ok(bytes <= FIRST_LOAD_BYTES, `${bytes} bytes: ${[...loaded].join(', ')}`);
});

describe('the server of the page', () => {
  const page = servePage(pino({ level: 'silent' }));
  const server = createServer((request, response) => {
    if (!page.answer(request, response)) response.writeHead(418).end();
  });
  let base = '';
  before(async () => {
    base = `http://127.0.0.1:${await listen(server, 0, '127.0.0.1')}`;
  });
  after(() => new Promise((closed) => server.close(closed)));
  const get = (path: string, init?: RequestInit) => fetch(`${base}${path}`, init);

  test('every view has an address, and all are one document that nothing from elsewhere gets into', async () => {
    for (const path of [
      '/',
      '/?show=signals',
      '/instruments/7',
      '/models',
      '/models/12',
      '/runs/3',
      '/portfolio',
      '/health',
      '/ranking',
      '/settings',
    ]) {
      const response = await get(path);
      assert.equal(response.status, 200, path);
      assert.match(await response.text(), /<title>pgaugur<\/title>/, path);
      const policy = response.headers.get('content-security-policy') ?? '';
      assert.match(policy, /default-src 'none'/);
      assert.doesNotMatch(policy, /unsafe|https?:|\*/);
      assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
      assert.equal(response.headers.get('cache-control'), 'no-cache');
    }
  });

  test('its files are kept by browsers for good, and come compressed to those that can read that', async () => {
    const [, script] = /src="(\/assets\/[^"]+)"/.exec(await (await get('/')).text()) ?? [];
    assert.ok(script);
    const response = await get(script);
    assert.equal(response.headers.get('content-encoding'), 'gzip');
    assert.match(response.headers.get('cache-control') ?? '', /immutable/);
    assert.match(response.headers.get('content-type') ?? '', /javascript/);
    const plain = await get(script, { headers: { 'accept-encoding': 'identity' } });
    assert.equal(plain.headers.get('content-encoding'), null);
    assert.equal(await plain.text(), await response.text());
  });

  test('what is not its own it leaves to others, and what is not there is not there', async () => {
    for (const path of ['/graphql', '/healthz', '/elsewhere', '/instruments/7/more', '/assets', '/.env']) {
      assert.equal((await get(path)).status, 418, path);
    }
    assert.equal((await get('/assets/main-OLD.js')).status, 404);
    assert.equal((await get('/assets/..%2f..%2fpackage.json')).status, 418);
    assert.equal((await get('/', { method: 'POST' })).status, 405);
    const head = await get('/', { method: 'HEAD' });
    assert.deepEqual([head.status, await head.text()], [200, '']);
  });
});
