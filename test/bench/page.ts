import { createClient } from '../../src/db/pool.ts';
import { startServer } from '../../src/server/index.ts';
import { createTestDatabase } from '../support/database.ts';
import { type Measurement, quantile, rounded } from '../support/measure.ts';
import { startBrowser, unlessBrowser } from '../web/browser.ts';
import { fillBigDatabase, INSTRUMENTS } from './big_database.ts';

const LOADS = 7;

/** When the first row of Today was painted, in milliseconds from the start of navigation. */
const FIRST_ROW = `new Promise((done) => {
  const seen = () => document.querySelector('tbody tr');
  const painted = () => requestAnimationFrame(() => setTimeout(() => done(performance.now())));
  if (seen()) return painted();
  const watch = new MutationObserver(() => seen() && (watch.disconnect(), painted()));
  watch.observe(document, { childList: true, subtree: true });
})`;

/** The first view in a browser that has nothing of the page yet. */
export const page: Measurement = {
  name: 'page',
  description: `from navigation to the first row of Today with ${INSTRUMENTS} instruments, in a browser without a cache`,
  async run(seed, say) {
    if (unlessBrowser) throw new Error(unlessBrowser);
    const database = await createTestDatabase();
    try {
      const client = createClient({ databaseUrl: database.url, schema: database.schema });
      await client.connect();
      await fillBigDatabase(client, seed, say);
      await client.end();
      const server = await startServer({ databaseUrl: database.url, schema: database.schema, port: 0 });
      const browser = await startBrowser();
      try {
        const times: number[] = [];
        // The first load also bundles the page of a checkout and warms the database; it is not counted.
        for (let i = 0; i <= LOADS; i++) {
          const context = await browser.newContext();
          const window = await context.newPage();
          await window.addInitScript(`globalThis.firstRow = ${FIRST_ROW}`);
          await window.goto(server.pageUrl);
          const time = Number(await window.evaluate('globalThis.firstRow'));
          say(`load ${i}: ${rounded(time, 0)} ms`);
          if (i > 0) times.push(time);
          await context.close();
        }
        return { pageFirstViewMs: rounded(quantile(times, 0.5), 0) };
      } finally {
        await browser.close();
        await server.close();
      }
    } finally {
      await database.drop();
    }
  },
};
