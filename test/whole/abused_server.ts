// The API in a process of its own, which says how much memory it took at most.
import { pino } from 'pino';
import { startServer } from '../../src/server/index.ts';

const [databaseUrl, schema] = process.argv.slice(2);
let peak = 0;
setInterval(() => {
  peak = Math.max(peak, process.memoryUsage.rss());
}, 20);
process.on('message', () => process.send?.(Math.round(peak / 1e6)));
const { url } = await startServer({ databaseUrl, schema, port: 0, log: pino({ level: 'silent' }) });
process.send?.(url);
