// The plainest server there can be: one prepared statement per question, as the reader, on as many connections.
import { createServer } from 'node:http';
import { createPool } from '../../src/db/pool.ts';
import { limits } from '../../src/server/limits.ts';
import { baseUrl, listen } from '../../src/server/listen.ts';
import { QUESTIONS } from './graphql_questions.ts';

const [databaseUrl, schema] = process.argv.slice(2);
const pool = createPool({ databaseUrl, schema, role: 'pgaugur_reader', max: limits.connections });
const server = createServer((request, response) => {
  const question = QUESTIONS.find(({ name }) => request.url === `/${name}`);
  if (!question) {
    response.writeHead(404).end();
    return;
  }
  const { name, sql, nodeOf } = question;
  request.resume();
  pool.query({ name, text: sql }).then(
    ({ rows }) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ data: { [name]: { nodes: rows.map(nodeOf) } } }));
    },
    (error) => response.writeHead(500).end(String(error)),
  );
});
const port = await listen(server, 0, '127.0.0.1');
process.send?.(baseUrl('127.0.0.1', port));
