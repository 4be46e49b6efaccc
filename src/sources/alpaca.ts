import { type AlpacaPage, alpacaBars, alpacaPage, SourceError } from './answers/index.ts';
import { clockAt } from './clock.ts';
import { httpClient } from './http.ts';
import { addressOf, keyOf } from './keys.ts';
import { parsed } from './parsed.ts';
import type { Host, Manners, PriceSource } from './provider.ts';

/** A page holds 40 years of sessions: more pages than this are no end. */
const MOST_PAGES = 50;
/** What is younger is for those who pay. */
const DELAY_MS = 16 * 60_000;

/**
 * Daily bars of Alpaca (https://docs.alpaca.markets/reference/stockbarsingle-1), split-adjusted, of all US exchanges
 * together (feed sip).
 */
export function alpaca(host: Host, manners: Manners): PriceSource {
  const key = keyOf('alpaca', 'APCA_API_KEY_ID', host);
  const secret = keyOf('alpaca', 'APCA_API_SECRET_KEY', host);
  const address = addressOf('PGAUGUR_ALPACA_URL', 'https://data.alpaca.markets', host);
  const get = httpClient([key, secret], manners, host);
  const headers = { 'apca-api-key-id': key, 'apca-api-secret-key': secret, accept: 'application/json' };

  async function pagesOf(symbol: string, from: string): Promise<AlpacaPage[]> {
    const query = new URLSearchParams({
      timeframe: '1Day',
      adjustment: 'split',
      feed: 'sip',
      limit: '10000',
      sort: 'asc',
      start: from,
      end: new Date(host.now().getTime() - DELAY_MS).toISOString(),
    });
    const pages: AlpacaPage[] = [];
    const tokens = new Set<string>();
    for (;;) {
      const { text, value } = await get({
        url: `${address}/v2/stocks/${encodeURIComponent(symbol)}/bars?${query}`,
        headers,
      });
      const page = parsed(alpacaPage, value, text);
      pages.push(page);
      const token = page.next_page_token;
      if (!token) return pages;
      if (tokens.has(token) || pages.length === MOST_PAGES) {
        throw new SourceError('answer', `the pages do not end, ${pages.length} were read`);
      }
      tokens.add(token);
      query.set('page_token', token);
    }
  }

  return {
    name: 'alpaca',
    atOnce: manners.atOnce,
    bars: async (symbol, from) => alpacaBars(await pagesOf(symbol, from), from, clockAt(host.now())),
  };
}
