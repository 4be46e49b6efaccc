import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, test } from 'node:test';
import { SourceError, type SourceErrorKind } from '../../src/sources/answers/index.ts';
import { httpClient } from '../../src/sources/http.ts';
import { MANNERS, type Manners } from '../../src/sources/provider.ts';
import { hostAt, priceServer, type Reply } from '../support/price_server.ts';

const NOW = '2024-03-01T22:00:00Z';
const KEY = 'a-secret-key-1234';

describe('asking a source over HTTP', () => {
  const server = priceServer();

  /** What comes of one question, and how it was asked. */
  async function ask(replies: readonly Reply[], manners: Partial<Manners> = {}) {
    server.answer((_, nth) => replies[Math.min(nth, replies.length) - 1]);
    const host = hostAt(NOW, {});
    const get = httpClient([KEY], { ...MANNERS, paceMs: 0, ...manners }, host);
    const result = await get({ url: `${server.url()}/x`, headers: { authorization: `Token ${KEY}` } }).then(
      ({ value }) => ({ value, kind: undefined, message: '' }),
      (error: unknown) => {
        if (!(error instanceof SourceError)) throw error;
        return { value: undefined, kind: error.kind, message: error.message };
      },
    );
    return { ...result, slept: host.slept, times: server.asked.length };
  }

  test('numbers of an answer stay the text that was sent', async () => {
    const { value, times } = await ask([{ body: '{"v": 9007199254740993, "c": 0.00000850, "n": null}' }]);
    assert.deepEqual(value, { v: '9007199254740993', c: '0.00000850', n: null });
    assert.equal(times, 1);
  });

  test('429 is waited for as long as the source says, in seconds or until a date', async () => {
    const seconds = await ask([
      { status: 429, headers: { 'retry-after': '7' }, body: 'Too Many Requests' },
      { body: [] },
    ]);
    assert.deepEqual([seconds.value, seconds.slept], [[], [7000]]);
    server.asked.length = 0;
    const date = await ask([
      { status: 429, headers: { 'retry-after': 'Fri, 01 Mar 2024 22:00:30 GMT' } },
      { body: [] },
    ]);
    assert.deepEqual([date.value, date.slept], [[], [30_000]]);
  });

  test('a source that wants to be left alone for long is, and says when it may be asked again', async () => {
    const { kind, message, times } = await ask([
      { status: 429, headers: { 'retry-after': '1800' }, body: 'slow down' },
    ]);
    assert.deepEqual([kind, times], ['quota', 1]);
    assert.equal(message, '"slow down", and it wants to be asked again in 30 minutes');
  });

  test('without a time the waits double, come somewhat earlier by chance, and end', async () => {
    const { kind, message, slept, times } = await ask([{ status: 429, body: 'Too Many Requests' }]);
    assert.deepEqual([kind, times], ['quota', 5]);
    assert.deepEqual(slept, [1000, 2000, 4000, 8000]);
    assert.equal(message, '"Too Many Requests", 5 times');
  });

  for (const [what, body] of Object.entries({
    'plain text': 'You have run over your 500 symbol look up for this month. Please upgrade',
    'JSON under detail': { detail: 'Error: You have run over your hourly request allocation.' },
    'a JSON string': JSON.stringify('Error: You have run over your daily request allocation.'),
    'JSON under Information': { Information: 'our standard API rate limit is 25 requests per day' },
  })) {
    test(`a used-up quota with status 200 is seen, and not asked for again: ${what}`, async () => {
      const { kind, message, times } = await ask([{ body }]);
      assert.deepEqual([kind, times], ['quota', 1]);
      assert.match(message, /run over your|25 requests per day/);
    });
  }

  test('a limit per minute with status 200 passes', async () => {
    const note = { Note: 'our standard API call frequency is 5 calls per minute' };
    const { value, times } = await ask([{ body: note }, { body: [] }]);
    assert.deepEqual([value, times], [[], 2]);
  });

  for (const [what, reply, kind, message] of [
    ['a lost connection', { body: 'x'.repeat(100), cut: true }, 'answer', /no connection/],
    ['an answer that is cut off', { body: '[{"date": "2024-01-02", "cl' }, 'answer', /cut off/],
    ['what only looks like JSON', { body: '[{"close": NaN}]' }, 'answer', /answered what is no JSON: "\[\{\\"close/],
    ['a web page', { body: '<html><title>Down for maintenance</title></html>' }, 'answer', /a web page: "Down for/],
    ['a server that is overloaded', { status: 503, body: 'busy' }, 'answer', /status 503, "busy"/],
  ] satisfies [string, Reply, SourceErrorKind, RegExp][]) {
    test(`${what} is asked for again, and told when it stays so`, async () => {
      const passing = await ask([reply, { body: [1] }]);
      assert.deepEqual([passing.value, passing.times], [['1'], 2]);
      server.asked.length = 0;
      const staying = await ask([reply], { attempts: 2 });
      assert.deepEqual([staying.kind, staying.times], [kind, 2]);
      assert.match(staying.message, message);
    });
  }

  test('where nobody is there, other symbols need not ask', async () => {
    const host = hostAt(NOW, {});
    const get = httpClient([], { ...MANNERS, attempts: 2 }, host);
    const nobody = { name: 'SourceError', kind: 'away', message: /ECONNREFUSED.*, 2 times/ };
    const gone = createServer().listen(0, '127.0.0.1');
    await once(gone, 'listening');
    const address = gone.address();
    assert.ok(typeof address === 'object' && address !== null);
    gone.close();
    await once(gone, 'close');
    await assert.rejects(get({ url: `http://127.0.0.1:${address.port}/`, headers: {} }), nobody);
  });

  test('no answer in time is not waited for, and told when it stays so', async () => {
    const { kind, message, times } = await ask([{}], { attempts: 2, timeoutMs: 500 });
    assert.deepEqual([kind, times], ['away', 2]);
    assert.match(message, /no answer within 0.5 seconds, 2 times/);
  });

  for (const [status, kind] of [
    [401, 'key'],
    [403, 'key'],
    [404, 'symbol'],
    [400, 'answer'],
    [302, 'answer'],
  ] satisfies [number, SourceErrorKind][]) {
    test(`status ${status} is final`, async () => {
      const { kind: found, times } = await ask([
        { status, headers: { location: 'https://elsewhere.example/' }, body: { message: 'no' } },
      ]);
      assert.deepEqual([found, times], [kind, 1]);
    });
  }

  test('a key is in no message, also where the source repeats it', async () => {
    const { message } = await ask([{ status: 401, body: { detail: `Invalid token ${KEY}.` } }]);
    assert.equal(message, 'status 401, "Invalid token ***."');
    const cut = await ask([{ status: 401, body: { detail: `${'x'.repeat(195)}${KEY}` } }]);
    assert.ok(!cut.message.includes(KEY.slice(0, 5)), cut.message);
  });

  test('so many requests are open at a time, and a pause lies between their starts', async () => {
    server.answer(async () => {
      await new Promise((done) => setTimeout(done, 20));
      return { body: [] };
    });
    const host = hostAt(NOW, {});
    const get = httpClient([], { ...MANNERS, atOnce: 2, paceMs: 100 }, host);
    await Promise.all(Array.from({ length: 6 }, () => get({ url: server.url(), headers: {} })));
    assert.equal(server.asked.length, 6);
    assert.ok(server.most() <= 2, `${server.most()} at a time`);
    assert.ok(host.slept.reduce((sum, wait) => sum + wait, 0) >= 500, `waited ${host.slept}`);
  });

  test('one that is told to wait holds back the others', async () => {
    server.answer((_, nth) => (nth === 1 ? { status: 429, headers: { 'retry-after': '9' } } : { body: [] }));
    const host = hostAt(NOW, {});
    const get = httpClient([], { ...MANNERS, atOnce: 1, paceMs: 0 }, host);
    await Promise.all([get({ url: server.url(), headers: {} }), get({ url: server.url(), headers: {} })]);
    assert.deepEqual(host.slept, [9000]);
  });

  test('an interruption ends what is open and starts nothing more', async () => {
    const ending = new AbortController();
    server.answer(() => {
      ending.abort();
      return {};
    });
    const get = httpClient([], MANNERS, hostAt(NOW, {}, ending.signal));
    const interrupted = { name: 'SourceError', kind: 'interrupted' };
    await assert.rejects(get({ url: server.url(), headers: {} }), interrupted);
    await assert.rejects(get({ url: server.url(), headers: {} }), interrupted);
    assert.equal(server.asked.length, 1);
  });
});
