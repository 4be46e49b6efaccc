import { once } from 'node:events';
import { createConnection, createServer, type Socket } from 'node:net';

/** Something that stands between a client and Postgres. */
export type Between = { readonly url: string; close(): Promise<void> };

type Cuttable = Between & {
  /** Breaks all connections there are. */
  cut(): void;
};

/** What becomes of those who connect: they come through, are turned away at once, or get no answer for now. */
export type Way = 'open' | 'shut' | 'silent';

/** A network that can be lost. */
export type Gate = Cuttable & {
  /** Those that got no answer come through when it opens. */
  set(way: Way): void;
  /** How many got no answer yet. */
  waiting(): number;
};

/** Passes everything on, while it is open. */
export async function gate(url: string): Promise<Gate> {
  let now: Way = 'open';
  const waiting: (() => void)[] = [];
  const passage = await between(url, (client, server) => {
    const pass = () => {
      client.on('data', (chunk) => server.write(chunk));
      server.on('data', (chunk) => client.write(chunk));
    };
    if (now === 'open') pass();
    else if (now === 'shut') client.destroy();
    else waiting.push(pass);
  });
  return {
    ...passage,
    set(way) {
      now = way;
      if (way === 'open') for (const pass of waiting.splice(0)) pass();
    },
    waiting: () => waiting.length,
  };
}

const STARTUP_PROTOCOL = 3 << 16;

/** Passes everything on, but no `options`: as poolers do that ignore startup parameters. */
export const withoutOptions = (url: string): Promise<Between> =>
  between(url, (client, server) => {
    let started = false;
    client.on('data', (chunk) => {
      const first = !started && chunk.readInt32BE(4) === STARTUP_PROTOCOL;
      started ||= first;
      server.write(first ? startup(parametersOf(chunk).filter(([name]) => name !== 'options')) : chunk);
    });
    server.on('data', (chunk) => client.write(chunk));
  });

/** Passes everything on until it is frozen: then the connections there are stay open and nothing comes any more. */
export async function freezing(url: string): Promise<Between & { freeze(): void }> {
  const there = new Set<Socket>();
  const frozen = new Set<Socket>();
  const through = await between(url, (client, server) => {
    there.add(client);
    client.on('data', (chunk) => void (frozen.has(client) || server.write(chunk)));
    server.on('data', (chunk) => void (frozen.has(client) || client.write(chunk)));
  });
  return {
    ...through,
    freeze() {
      for (const client of there) frozen.add(client);
    },
  };
}

const READY = Buffer.from('Z\0\0\0\x05I', 'latin1');

/**
 * One server connection for all clients, as a pooler in transaction mode has at times: the first client logs in, and
 * each other is told what the first was told. Whoever asked last gets the answer.
 */
export async function inTransactionMode(url: string): Promise<Between> {
  let server: Socket | undefined;
  let greeting: Buffer | undefined;
  let asking: Socket | undefined;
  return between(url, (client, fresh) => {
    client.on('data', (chunk) => {
      const starts = chunk.length > 8 && chunk.readInt32BE(4) === STARTUP_PROTOCOL;
      if (starts && greeting) return void client.write(greeting);
      if (chunk[0] === 'X'.charCodeAt(0)) return; // the pooler keeps its connection
      asking = client;
      server ??= fresh;
      server.write(chunk);
    });
    let heard = Buffer.alloc(0);
    fresh.on('data', (chunk) => {
      asking?.write(greeting ? chunk : ownKey(chunk));
      if (greeting) return;
      heard = Buffer.concat([heard, chunk]);
      if (heard.subarray(-READY.length).equals(READY)) {
        greeting = ownKey(heard.subarray(heard.indexOf(Buffer.from('R\0\0\0\x08\0\0\0\0', 'latin1'))));
      }
    });
  });
}

/** A pooler tells its clients a process number of its own invention. */
function ownKey(chunk: Buffer): Buffer {
  const at = chunk.indexOf(Buffer.from('K\0\0\0\x0c', 'latin1'));
  if (at === -1) return chunk;
  const changed = Buffer.from(chunk);
  changed.writeInt32BE(2_000_000_000, at + 5);
  return changed;
}

const parametersOf = (message: Buffer): [string, string][] => {
  const words = message.toString('utf8', 8).split('\0');
  return words.flatMap((word, i): [string, string][] => (i % 2 === 0 && word !== '' ? [[word, words[i + 1]]] : []));
};

function startup(parameters: readonly (readonly [string, string])[]): Buffer {
  const body = Buffer.from(`${parameters.map(([name, value]) => `${name}\0${value}\0`).join('')}\0`);
  const head = Buffer.alloc(8);
  head.writeInt32BE(8 + body.length, 0);
  head.writeInt32BE(STARTUP_PROTOCOL, 4);
  return Buffer.concat([head, body]);
}

async function between(url: string, connect: (client: Socket, server: Socket) => void): Promise<Cuttable> {
  const target = new URL(url);
  const port = Number(target.port);
  const sockets = new Set<Socket>();
  const listener = createServer((client) => {
    const server = createConnection(port, target.hostname);
    for (const [one, other] of [
      [client, server],
      [server, client],
    ]) {
      sockets.add(one);
      one.on('error', () => {}); // a side that breaks is closed
      one.on('close', () => {
        sockets.delete(one);
        other.end();
      });
    }
    connect(client, server);
  }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  const address = listener.address();
  if (typeof address !== 'object' || !address) throw new Error('no port');
  target.port = String(address.port);
  return {
    url: target.href,
    cut,
    async close() {
      cut();
      await new Promise((closed) => listener.close(closed));
    },
  };
}
