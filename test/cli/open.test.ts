import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { openCommand } from '../../src/cli/open/command.ts';
import { listen } from '../../src/server/listen.ts';

test('open says where the page of a running server is, and of which instrument', async (t) => {
  const server = createServer((request, response) => response.writeHead(request.url === '/healthz' ? 200 : 404).end());
  const port = await listen(server, 0, '127.0.0.1');
  t.after(() => server.close());
  const log = t.mock.method(console, 'log', () => {});
  await openCommand().parseAsync(['BRK/B', '--print', '--port', String(port)], { from: 'user' });
  assert.deepEqual(log.mock.calls[0].arguments, [`http://127.0.0.1:${port}/?q=BRK%2FB`]);
});

test('open says what to start where no server answers', async () => {
  const server = createServer();
  const port = await listen(server, 0, '127.0.0.1');
  await new Promise((closed) => server.close(closed));
  await assert.rejects(
    openCommand().parseAsync(['--print', '--port', String(port)], { from: 'user' }),
    new RegExp(`no pgaugur answers on port ${port}: start one with pgaugur start or pgaugur serve`),
  );
});
