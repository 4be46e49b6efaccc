import { SourceError, yahooBars, yahooChart } from './answers/index.ts';
import { clockAt } from './clock.ts';
import { httpClient } from './http.ts';
import { parsed } from './parsed.ts';
import type { Host, Manners, PriceSource } from './provider.ts';
import type { YahooClass } from './yahoo_package.ts';

const DAY_MS = 86_400_000;

/**
 * Daily bars of Yahoo Finance through yahoo-finance2, which knows its addresses and cookies. Its requests go the way of
 * all others here, so that they keep the pace and are repeated.
 */
export function yahoo(Client: YahooClass, host: Host, manners: Manners): PriceSource {
  const get = httpClient([], manners, host);
  const client = new Client({
    versionCheck: false,
    validation: { logErrors: false, logOptionsErrors: false },
    fetch: async (url, init) => {
      const { text } = await get({ url: String(url), headers: init?.headers ?? {} });
      return new Response(text, { headers: { 'content-type': 'application/json' } });
    },
  });
  return {
    name: 'yahoo',
    atOnce: manners.atOnce,
    async bars(symbol, from) {
      // A session of Sydney begins on the day before, by the clock of Greenwich.
      const period1 = new Date(Math.max(0, Date.parse(from) - DAY_MS));
      const chart = await client
        .chart(
          encodeURIComponent(symbol),
          { period1, interval: '1d', events: 'div|split', return: 'object' },
          { validateResult: false },
        )
        .catch((error: unknown) => {
          if (error instanceof SourceError || !(error instanceof Error)) throw error;
          throw new SourceError('answer', `${error.message.slice(0, 200)}`);
        });
      return yahooBars(parsed(yahooChart, chart, JSON.stringify(chart)), from, clockAt(host.now()));
    },
  };
}
