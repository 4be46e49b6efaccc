import { tiingoAnswer, tiingoBars } from './answers/index.ts';
import { clockAt } from './clock.ts';
import { httpClient } from './http.ts';
import { addressOf, keyOf } from './keys.ts';
import { parsed } from './parsed.ts';
import type { Host, Manners, PriceSource } from './provider.ts';

/** Daily prices of Tiingo (https://www.tiingo.com/documentation/end-of-day), one request a symbol. */
export function tiingo(host: Host, manners: Manners): PriceSource {
  const key = keyOf('tiingo', 'TIINGO_API_KEY', host);
  const address = addressOf('PGAUGUR_TIINGO_URL', 'https://api.tiingo.com', host);
  const get = httpClient([key], manners, host);
  const headers = { authorization: `Token ${key}`, accept: 'application/json' };
  return {
    name: 'tiingo',
    atOnce: manners.atOnce,
    async bars(symbol, from) {
      const query = new URLSearchParams({ startDate: from, format: 'json', resampleFreq: 'daily' });
      const url = `${address}/tiingo/daily/${encodeURIComponent(symbol)}/prices?${query}`;
      const { text, value } = await get({ url, headers });
      return tiingoBars(parsed(tiingoAnswer, value, text), from, clockAt(host.now()));
    },
  };
}
