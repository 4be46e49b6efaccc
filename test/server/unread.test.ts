import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, test } from 'node:test';
import { listen } from '../../src/server/listen.ts';
import { cutOffWhoDoesNotRead, type UnreadLimits } from '../../src/server/unread.ts';
import { until } from '../support/until.ts';

/** More than the system takes of a connection that nobody reads from. */
const LONG = Buffer.alloc(20_000_000);

describe('a client that asks and does not read', () => {
  const ends: (() => void)[] = [];
  afterEach(() => {
    for (const end of ends.splice(0).toReversed()) end();
  });

  const serve = async (limits: Partial<UnreadLimits>, keepAliveTimeout = 60_000) => {
    const server: Server = createServer({ keepAliveTimeout }, (_, response) => void response.end(LONG));
    const stop = cutOffWhoDoesNotRead(server, {
      ...{ bytes: 50_000_000, milliseconds: 50, silenceMilliseconds: 60_000 },
      ...limits,
    });
    const port = await listen(server, 0, '127.0.0.1');
    ends.push(stop, () => {
      server.closeAllConnections();
      server.close();
    });
    return { server, port };
  };
  const ask = (client: Socket) => client.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  /** Both ends of so many connections, on each of which a long answer waits. */
  const asking = async ({ server, port }: { server: Server; port: number }, count: number) => {
    const there: Socket[] = [];
    server.on('connection', (socket: Socket) => there.push(socket));
    const clients = Array.from({ length: count }, () => {
      const client = connect(port, '127.0.0.1', () => ask(client));
      client.on('error', () => {}); // cut off, which is looked for at the other end
      client.pause();
      ends.push(() => client.destroy());
      return client;
    });
    await until(async () => there.length === count && there.every(({ bytesWritten }) => bytesWritten > 0), 'answers');
    return { clients, sockets: there };
  };
  /** Of one connection, once it was seen that an answer waits there. */
  const noticed = async (served: { server: Server; port: number }) => {
    const { clients, sockets } = await asking(served, 1);
    await until(async () => Boolean(sockets[0].timeout), 'it to be noticed');
    return { client: clients[0], socket: sockets[0] };
  };

  test('is cut off where answers that wait take more memory than they may, and those below that are kept', async () => {
    const served = await serve({});
    const { sockets } = await asking(served, 4);
    const waiting = () => sockets.filter(({ destroyed }) => !destroyed);
    await until(async () => waiting().length === 2, 'the others to be cut off');
    assert.ok(waiting().reduce((sum, { writableLength }) => sum + writableLength, 0) <= 50_000_000);
    const answer = await fetch(`http://127.0.0.1:${served.port}/`);
    assert.equal((await answer.arrayBuffer()).byteLength, LONG.length);
    assert.equal(waiting().length, 2);
  });

  test('is cut off in the end, whatever it lets wait', async () => {
    const { sockets } = await asking(await serve({ silenceMilliseconds: 200 }), 1);
    await until(async () => sockets[0].destroyed, 'it to be cut off');
  });

  test('is cut off as well when it has read an answer before', async () => {
    const { client, socket } = await noticed(await serve({ milliseconds: 500, silenceMilliseconds: 1_500 }));
    // Both before the next look, which finds something to read as the one before did.
    client.resume();
    await until(async () => socket.writableLength === 0, 'the first answer to be read');
    client.pause();
    ask(client);
    await until(async () => socket.writableLength > 0, 'the second');
    await until(async () => socket.destroyed, 'it to be cut off');
  });

  test('may ask for nothing more for as long as any other, once it has read', async () => {
    const { client, socket } = await noticed(await serve({}, 400));
    client.resume();
    await until(async () => socket.destroyed, 'the idle connection to be ended');
    assert.equal(socket.writableLength, 0);
  });
});
