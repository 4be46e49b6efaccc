import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, test } from 'node:test';
import { draining } from '../../src/server/draining.ts';
import { listen } from '../../src/server/listen.ts';
import { until } from '../support/until.ts';

/** Longer than any test waits for what is not to be waited for. */
const PATIENCE = 120_000;
/** More than the system takes of a connection that nobody reads from. */
const LONG = Buffer.alloc(20_000_000);

describe('a server that closes', () => {
  const clients: Socket[] = [];
  let server: Server;
  afterEach(() => {
    for (const client of clients.splice(0)) client.destroy();
    server.closeAllConnections();
  });

  const serve = async (answer: RequestListener, patience = PATIENCE) => {
    server = createServer({ keepAliveTimeout: PATIENCE }, answer);
    const close = draining(server, patience);
    const port = await listen(server, 0, '127.0.0.1');
    const there: Socket[] = [];
    server.on('connection', (socket: Socket) => there.push(socket));
    /** A connection of a client that keeps it as long as the server does, and what it was sent. */
    const join = async () => {
      const client = connect(port, '127.0.0.1');
      clients.push(client);
      const received: Buffer[] = [];
      client.on('data', (data) => received.push(data)).on('error', () => {}); // cut off, which is looked for elsewhere
      const count = there.length;
      await until(async () => there.length > count, 'the connection');
      const ask = (path = '/') => client.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
      return { client, ask, bytes: () => Buffer.concat(received).length, text: () => String(Buffer.concat(received)) };
    };
    return { close, join };
  };

  test('ends a connection with the answer that was being worked on', async () => {
    let answer = () => {};
    const { close, join } = await serve((_, response) => {
      answer = () => void response.end('done');
    });
    const { ask, text } = await join();
    ask();
    await once(server, 'request');
    const closed = close();
    answer();
    await closed;
    await until(async () => text().endsWith('done'), 'the answer');
    assert.match(text(), /connection: close/i);
  });

  test('ends one whose answer had begun as well, and those that wait for the next request, or have had none', async () => {
    let answer = () => {};
    const { close, join } = await serve((request, response) => {
      if (request.url === '/at-once') return void response.end('at once');
      response.flushHeaders();
      answer = () => void response.end('done');
    });
    const [begun, idle, unused] = [await join(), await join(), await join()];
    idle.ask('/at-once');
    begun.ask();
    await until(async () => idle.text().endsWith('at once') && begun.text() !== '', 'both');
    const closed = close();
    await Promise.all([idle, unused].map(({ client }) => once(client, 'end')));
    assert.equal(begun.client.readableEnded, false);
    answer();
    await closed;
    await until(async () => begun.text().includes('done'), 'the answer');
  });

  test('cuts nobody off who reads what was answered before, and meanwhile answers whoever is connected', async () => {
    const { close, join } = await serve((request, response) => {
      response.end(request.url === '/long' ? LONG : 'short');
    });
    const [slow, kept] = [await join(), await join()];
    slow.client.pause();
    slow.ask('/long');
    await once(server, 'request');
    kept.ask();
    await until(async () => kept.text().endsWith('short'), 'a first answer');
    const closed = close();
    kept.ask();
    await once(kept.client, 'end');
    assert.match(kept.text(), /short.*connection: close.*short$/is);
    slow.client.resume();
    await closed;
    await until(async () => slow.bytes() > LONG.length, 'all of it');
  });

  test('waits no longer than it is told to', async () => {
    const { close, join } = await serve(() => {}, 50);
    const { client, ask } = await join();
    ask();
    await once(server, 'request');
    await Promise.all([close(), once(client, 'end')]);
  });

  test('may be closed before it listens, and twice', async () => {
    server = createServer();
    await draining(server, PATIENCE)();
    const { close, join } = await serve(() => {});
    await join();
    await Promise.all([close(), close()]);
  });
});
