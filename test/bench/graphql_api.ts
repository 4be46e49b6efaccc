// The API as `serve` starts it.
import { startServer } from '../../src/server/index.ts';

const [databaseUrl, schema] = process.argv.slice(2);
const { ideUrl } = await startServer({ databaseUrl, schema, port: 0 });
process.send?.(ideUrl);
