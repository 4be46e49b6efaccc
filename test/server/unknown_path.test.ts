import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { z } from 'zod';
import { listen } from '../../src/server/listen.ts';
import { answerUnknownPath, isOfApi, wantsDocument } from '../../src/server/unknown_path.ts';

describe('a path at which nothing is', () => {
  const server = createServer(answerUnknownPath);
  let base = '';
  before(async () => {
    base = `http://127.0.0.1:${await listen(server, 0, '127.0.0.1')}`;
  });
  after(() => new Promise((closed) => server.close(closed)));

  test('is answered to a program in JSON, with the paths there are', async () => {
    const response = await fetch(`${base}/v1/graphql?a=b`, { method: 'POST', headers: { accept: 'application/json' } });
    assert.equal(response.status, 404);
    assert.match(response.headers.get('content-type') ?? '', /^application\/json/);
    const { error, paths } = z
      .object({ error: z.string(), paths: z.record(z.string(), z.string()) })
      .parse(await response.json());
    assert.equal(error, 'there is nothing at /v1/graphql');
    assert.deepEqual(Object.keys(paths), ['/', '/graphql', '/graphiql', '/healthz', '/readyz', '/metrics']);
  });

  test('is answered to all others in plain text, whatever is in it', async () => {
    const response = await fetch(`${base}/<img src=x onerror=alert(1)>`);
    assert.equal(response.status, 404);
    assert.match(response.headers.get('content-type') ?? '', /^text\/plain/);
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
    assert.match(await response.text(), /^\/graphql {2}the GraphQL API/m);
    const head = await fetch(`${base}/elsewhere`, { method: 'HEAD' });
    assert.deepEqual([head.status, await head.text()], [404, '']);
  });

  test('is shown by the page to whoever looks, and to nobody else', () => {
    const asked = (method: string, accept?: string) => wantsDocument({ method, headers: { accept } });
    assert.equal(asked('GET', 'text/html,application/xhtml+xml,*/*;q=0.8'), true);
    assert.equal(asked('POST', 'text/html'), false);
    assert.equal(asked('GET', 'image/avif,image/webp,*/*'), false);
    assert.equal(asked('GET'), false);
  });

  test('is none of those that the API answers', () => {
    for (const path of ['/graphql', '/graphiql', '/ruru-static/ruru.js']) assert.equal(isOfApi(path), true, path);
    for (const path of ['/graphql/', '/graphqls', '/ruru-static', '/']) assert.equal(isOfApi(path), false, path);
  });
});
