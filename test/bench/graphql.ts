import { deepEqual } from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { createClient } from '../../src/db/pool.ts';
import { createTestDatabase, type Installation } from '../support/database.ts';
import { type Figures, type Measurement, quantile, rounded } from '../support/measure.ts';
import { fillBigDatabase, INSTRUMENTS } from './big_database.ts';
import { QUESTIONS } from './graphql_questions.ts';

/** A year: what is asked does not grow with more of them, and the filling does. */
const SESSIONS = 250;
const CLIENTS = 10;
const ROUNDS = 5;
const WARM_UP_MS = 2_000;
const ROUND_MS = 3_000;

/** The API against SQL written by hand for the same answer, as the same role, behind a plain Node HTTP server. */
export const graphql: Measurement = {
  name: 'graphql',
  description: `two questions to the GraphQL API over ${INSTRUMENTS} instruments, against hand-written SQL behind node:http; ${CLIENTS} clients, closed loop`,
  async run(seed, say) {
    const database = await createTestDatabase();
    try {
      const owner = createClient({ databaseUrl: database.url, schema: database.schema });
      await owner.connect();
      await fillBigDatabase(owner, seed, say, { sessions: SESSIONS });
      await owner.end();
      return await measureQuestions(database, say);
    } finally {
      await database.drop();
    }
  },
};

/** Each question to both servers in turn, so that what else this machine does meets both alike. */
export async function measureQuestions(installation: Installation, say: (text: string) => void): Promise<Figures> {
  const servers: ChildProcess[] = [];
  try {
    const api = await serve('api', installation, servers);
    const peer = await serve('peer', installation, servers);
    const found = new Map<string, Figure>();
    for (const { name, query } of QUESTIONS) {
      const asked = { api: loadOf(api, '/graphql', { query }), peer: loadOf(peer, `/${name}`, {}) };
      deepEqual(JSON.parse(await asked.api.once()), JSON.parse(await asked.peer.once()));
      const rounds: { api: Round; peer: Round }[] = [];
      await asked.api.run(WARM_UP_MS);
      await asked.peer.run(WARM_UP_MS);
      for (let round = 0; round < ROUNDS; round++) {
        rounds.push({ api: await asked.api.run(ROUND_MS), peer: await asked.peer.run(ROUND_MS) });
      }
      found.set(name, figureOf(rounds));
      say(`${name}: ${JSON.stringify(found.get(name))}`);
    }
    const all = [...found.values()];
    return {
      graphqlRatio: Math.min(...all.map(({ ratio }) => ratio)),
      graphqlP99Ms: Math.max(...all.map(({ p99Ms }) => p99Ms)),
      ...Object.fromEntries(found),
    };
  } finally {
    for (const server of servers) server.kill();
  }
}

type Round = { readonly perSecond: number; readonly milliseconds: readonly number[] };

function figureOf(rounds: readonly { api: Round; peer: Round }[]) {
  const median = (of: (round: { api: Round; peer: Round }) => number) => quantile(rounds.map(of), 0.5);
  const p99 = (who: 'api' | 'peer') =>
    rounded(
      quantile(
        rounds.flatMap((round) => round[who].milliseconds),
        0.99,
      ),
      1,
    );
  return {
    ratio: rounded(median(({ api, peer }) => api.perSecond / peer.perSecond)),
    p99Ms: p99('api'),
    peerP99Ms: p99('peer'),
    perSecond: rounded(
      median(({ api }) => api.perSecond),
      0,
    ),
    peerPerSecond: rounded(
      median(({ peer }) => peer.perSecond),
      0,
    ),
  };
}

type Figure = ReturnType<typeof figureOf>;

/** A server in a process of its own, so that neither has the event loop of the clients. */
async function serve(which: 'api' | 'peer', { url, schema }: Installation, started: ChildProcess[]): Promise<string> {
  const server = fork(new URL(`graphql_${which}.ts`, import.meta.url), [url, schema]);
  started.push(server);
  const [address]: unknown[] = await Promise.race([
    once(server, 'message'),
    once(server, 'exit').then(() => Promise.reject(new Error(`the ${which} did not start`))),
  ]);
  return String(address);
}

function loadOf(origin: string, path: string, body: Readonly<Record<string, string>>) {
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
  const text = JSON.stringify(body);
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    'content-length': Buffer.byteLength(text),
  };
  const once = () =>
    new Promise<string>((done, failed) => {
      const sent = request(new URL(path, origin), { method: 'POST', agent, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', failed);
        response.on('end', () => {
          const answer = Buffer.concat(chunks).toString();
          if (response.statusCode === 200) done(answer);
          else failed(new Error(`${response.statusCode}: ${answer}`));
        });
      });
      sent.on('error', failed);
      sent.end(text);
    });
  const run = async (duration: number): Promise<Round> => {
    const milliseconds: number[] = [];
    const started = performance.now();
    const client = async () => {
      while (performance.now() - started < duration) {
        const asked = performance.now();
        await once();
        milliseconds.push(performance.now() - asked);
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, client));
    return { perSecond: (milliseconds.length / (performance.now() - started)) * 1000, milliseconds };
  };
  return { once, run };
}
