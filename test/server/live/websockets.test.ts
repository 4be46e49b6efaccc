import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { WebSocket, WebSocketServer } from 'ws';
import { sendWhileOpen } from '../../../src/server/live/websockets.ts';

test('what is sent to a client that has left meanwhile is no failure of its operation', async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  try {
    await once(server, 'listening');
    const address = server.address();
    assert.ok(address !== null && typeof address === 'object');
    const client = new WebSocket(`ws://127.0.0.1:${address.port}`);
    const [websocket] = await once(server, 'connection');
    assert.ok(websocket instanceof WebSocket);
    if (client.readyState !== WebSocket.OPEN) await once(client, 'open');
    const heard = once(client, 'message');
    await sendWhileOpen(websocket, 'one');
    assert.equal(String((await heard)[0]), 'one');
    client.terminate();
    websocket.close();
    await sendWhileOpen(websocket, 'while it closes');
    if (websocket.readyState !== WebSocket.CLOSED) await once(websocket, 'close');
    await sendWhileOpen(websocket, 'after');
  } finally {
    server.close();
  }
});
