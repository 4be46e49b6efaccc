import '../../src/server/graphile_mode.ts';

import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { describe, test } from 'node:test';
import { exportJWK, type JWTPayload, SignJWT } from 'jose';
import { pino } from 'pino';
import { parseApiSettings } from '../../src/env/api_settings.ts';
import { makeIdentify } from '../../src/server/identity/identify.ts';
import { refuseToBeOpenToAll } from '../../src/server/identity/open_to_all.ts';
import { listen } from '../../src/server/listen.ts';
import { until } from '../support/until.ts';

const SECRET = 'a secret that is long enough for anybody';
const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const PEM = String(publicKey.export({ type: 'spki', format: 'pem' }));

type Key = Parameters<SignJWT['sign']>[0];
const signed = (claims: JWTPayload, key: Key, alg: string, expires: string | number = '1h', kid?: string) =>
  new SignJWT(claims).setProtectedHeader({ alg, kid }).setExpirationTime(expires).sign(key);
const bySecret = (claims: JWTPayload, expires?: string | number) =>
  signed(claims, new TextEncoder().encode(SECRET), 'HS256', expires);

type Asking = { authorization?: string; address?: string; headers?: Record<string, string> };
/** Who somebody is, for a server with these settings. */
const whoIs = (environment: Record<string, string>, host = '127.0.0.1') => {
  const identify = makeIdentify(host, parseApiSettings({}, environment), pino({ level: 'silent' }));
  return async ({ authorization, address = '127.0.0.1', headers = {} }: Asking = {}) => {
    // Of a connection only the address is looked at.
    const socket = Object.create(null, { remoteAddress: { value: address } });
    return (await identify({ authorization, request: { headers, socket } })).role;
  };
};

describe('who asks', () => {
  test('a token of the shared secret says so by its role', async () => {
    const who = whoIs({ PGAUGUR_JWT_KEY: SECRET });
    const as = async (claims: JWTPayload) => who({ authorization: `Bearer ${await bySecret(claims)}` });
    assert.equal(await as({ role: 'operator' }), 'pgaugur_operator');
    assert.equal(await as({ role: ['somebody', 'pgaugur_reader'] }), 'pgaugur_reader');
    assert.equal(await as({ role: ['reader', 'pgaugur_operator'] }), 'pgaugur_operator');
    for (const role of ['postgres', '', null, 7, { operator: true }, ['pgaugur_worker']]) {
      await assert.rejects(as({ role }), /names no role in its claim "role"/);
    }
    await assert.rejects(as({}), /names no role/);
    assert.equal(await who(), 'pgaugur_reader'); // nobody, on the loopback address
  });

  test('the claim that names the role may be another one, and one within another', async () => {
    const as = async (claim: string, claims: JWTPayload) =>
      whoIs({ PGAUGUR_JWT_KEY: SECRET, PGAUGUR_JWT_ROLE_CLAIM: claim })({
        authorization: `Bearer ${await bySecret(claims)}`,
      });
    assert.equal(await as('https://example.com/role', { 'https://example.com/role': 'operator' }), 'pgaugur_operator');
    assert.equal(await as('realm_access.roles', { realm_access: { roles: ['operator'] } }), 'pgaugur_operator');
    await assert.rejects(as('constructor.name', {}), /names no role/);
  });

  test('a token that does not hold is not taken for nobody', async () => {
    const who = whoIs({ PGAUGUR_JWT_KEY: SECRET, PGAUGUR_JWT_ISSUER: 'us', PGAUGUR_JWT_AUDIENCE: 'pgaugur' });
    const right = { role: 'operator', iss: 'us', aud: 'pgaugur' };
    const header = Buffer.from('{"alg":"none"}').toString('base64url');
    const payload = Buffer.from(JSON.stringify({ ...right, exp: 9e9 })).toString('base64url');
    const other = new TextEncoder().encode(`${SECRET}!`);
    const forever = await new SignJWT(right)
      .setProtectedHeader({ alg: 'HS256' })
      .sign(new TextEncoder().encode(SECRET));
    assert.equal(await who({ authorization: `bearer ${await bySecret(right)}` }), 'pgaugur_operator');
    for (const [what, authorization] of Object.entries({
      expired: `Bearer ${await bySecret(right, 1_000)}`,
      'without an end': `Bearer ${forever}`,
      'of another key': `Bearer ${await signed(right, other, 'HS256')}`,
      'of no key': `Bearer ${header}.${payload}.`,
      'of another issuer': `Bearer ${await bySecret({ ...right, iss: 'them' })}`,
      'for somebody else': `Bearer ${await bySecret({ ...right, aud: 'them' })}`,
      'no token': 'Bearer x',
      'another scheme': 'Basic dXNlcjpwYXNzd29yZA==',
      nothing: '',
    })) {
      await assert.rejects(who({ authorization }), { name: 'NotAcceptedError' }, what);
    }
  });

  test('a public key is no secret: what is signed with it as one is refused', async () => {
    const who = whoIs({ PGAUGUR_JWT_KEY: PEM });
    const authorization = `Bearer ${await signed({ role: 'operator' }, privateKey, 'EdDSA')}`;
    assert.equal(await who({ authorization }), 'pgaugur_operator');
    const forged = await signed({ role: 'operator' }, new TextEncoder().encode(PEM), 'HS256');
    await assert.rejects(who({ authorization: `Bearer ${forged}` }), /"alg" \(Algorithm\) Header Parameter/);
  });

  test('keys may be published', async () => {
    const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'EdDSA' };
    const published = createServer((_, response) => void response.end(JSON.stringify({ keys: [jwk] })));
    const url = `http://127.0.0.1:${await listen(published, 0, '127.0.0.1')}/keys`;
    try {
      const who = whoIs({ PGAUGUR_JWKS_URL: url });
      const token = await signed({ role: 'operator' }, privateKey, 'EdDSA', '1h', 'one');
      assert.equal(await who({ authorization: `Bearer ${token}` }), 'pgaugur_operator');
      await assert.rejects(who({ authorization: `Bearer ${await bySecret({ role: 'operator' })}` }), /not accepted/);
    } finally {
      published.close();
    }
  });

  test('a key that is published later is known within seconds, and unknown ones let nobody be asked again and again', async () => {
    const [before, after] = [generateKeyPairSync('ed25519'), generateKeyPairSync('ed25519')];
    const jwkOf = async (pair: typeof before, kid: string) => ({
      ...(await exportJWK(pair.publicKey)),
      kid,
      alg: 'EdDSA',
    });
    let keys = [await jwkOf(before, 'before')];
    let asked = 0;
    const published = createServer((_, response) => {
      asked++;
      response.end(JSON.stringify({ keys }));
    });
    const url = `http://127.0.0.1:${await listen(published, 0, '127.0.0.1')}/keys`;
    try {
      const who = whoIs({ PGAUGUR_JWKS_URL: url });
      const role = async ({ privateKey: key }: typeof before, kid: string) =>
        who({ authorization: `Bearer ${await signed({ role: 'operator' }, key, 'EdDSA', '1h', kid)}` });
      assert.equal(await role(before, 'before'), 'pgaugur_operator');
      keys = [...keys, await jwkOf(after, 'after')];
      for (let i = 0; i < 20; i++) await assert.rejects(role(before, `unknown ${i}`), /not accepted/);
      assert.equal(asked, 1);
      const isKnown = () =>
        role(after, 'after').then(
          () => true,
          () => false,
        );
      await until(isKnown, 'the new key to be known', 10);
      assert.equal(await role(before, 'before'), 'pgaugur_operator');
      assert.ok(asked <= 3, `asked ${asked} times`);
    } finally {
      published.close();
    }
  });

  test('keys that cannot be read are no fault of the token, and where they are is not told', async () => {
    const ask = async (url: string) => {
      const token = await signed({ role: 'operator' }, privateKey, 'EdDSA', '1h', 'one');
      return whoIs({ PGAUGUR_JWKS_URL: url })({ authorization: `Bearer ${token}` });
    };
    const refused = {
      message: /keys that bearer tokens are signed with cannot be read now/,
      extensions: { statusCode: 503 },
    };
    const broken = createServer((request, response) => {
      response.statusCode = request.url === '/500' ? 500 : 200;
      response.end(request.url === '/html' ? '<html>' : '{"keys": 7}');
    });
    const url = `http://127.0.0.1:${await listen(broken, 0, '127.0.0.1')}`;
    for (const path of ['/500', '/html', '/no_keys']) await assert.rejects(ask(url + path), refused, path);
    await new Promise((closed) => broken.close(closed));
    await assert.rejects(ask(`${url}/closed`), refused);
  });

  test('a proxy says so in a header, when its address is trusted', async () => {
    const who = whoIs({ PGAUGUR_TRUSTED_PROXIES: '10.1.2.3, 10.9.0.0/16, fd00::/8' }, '0.0.0.0');
    const headers = { 'x-pgaugur-role': 'operator' };
    for (const address of ['10.1.2.3', '10.9.200.1', '::ffff:10.9.0.1', 'fd00::1']) {
      assert.equal(await who({ address, headers }), 'pgaugur_operator', address);
      assert.equal(await who({ address }), undefined, address);
      await assert.rejects(who({ address, headers: { 'x-pgaugur-role': 'operator, reader' } }), /names no role/);
    }
    for (const address of ['10.1.2.4', '10.8.0.1', '127.0.0.1', '::1', '::ffff:10.1.2.4']) {
      await assert.rejects(who({ address, headers }), /trusted proxies alone/, address);
      assert.equal(await who({ address }), undefined, address);
    }
    // Where no proxy is trusted the header is one of many.
    assert.equal(await whoIs({})({ headers }), 'pgaugur_reader');
  });

  test('nobody reads on the loopback address and nothing elsewhere, unless it is said otherwise', async () => {
    assert.equal(await whoIs({}, '127.0.0.1')(), 'pgaugur_reader');
    assert.equal(await whoIs({}, '::1')(), 'pgaugur_reader');
    assert.equal(await whoIs({}, '0.0.0.0')(), undefined);
    assert.equal(await whoIs({ PGAUGUR_ANONYMOUS: 'reader' }, '0.0.0.0')(), 'pgaugur_reader');
    assert.equal(await whoIs({ PGAUGUR_ANONYMOUS: 'nothing' })(), undefined);
    // A proxy on this machine asks for others.
    assert.equal(await whoIs({ PGAUGUR_TRUSTED_PROXIES: '127.0.0.1' })(), undefined);
    await assert.rejects(whoIs({})({ authorization: 'Bearer abc' }), /verifies no tokens/);
  });

  test('a server that others can reach has to know who asks, or be told that everybody may', () => {
    const start = (host: string, environment: Record<string, string> = {}) =>
      refuseToBeOpenToAll(host, parseApiSettings({}, environment));
    for (const host of ['0.0.0.0', '::', '192.168.0.7', '::ffff:0.0.0.0']) {
      assert.throws(() => start(host), { name: 'OpenToAllError', message: /--anonymous reader when everybody/ }, host);
      for (const [variable, value] of [
        ['PGAUGUR_JWT_KEY', SECRET],
        ['PGAUGUR_JWKS_URL', 'https://login.example/keys'],
        ['PGAUGUR_TRUSTED_PROXIES', '10.0.0.1'],
        ['PGAUGUR_ANONYMOUS', 'reader'],
        ['PGAUGUR_ANONYMOUS', 'nothing'],
      ]) {
        assert.doesNotThrow(() => start(host, { [variable]: value }), variable);
      }
    }
    for (const host of ['127.0.0.1', '127.9.9.9', '::1']) assert.doesNotThrow(() => start(host), host);
  });

  test('settings that would let in too many are refused by name', () => {
    for (const [environment, says] of [
      [{ PGAUGUR_JWT_KEY: 'short' }, /PGAUGUR_JWT_KEY: must be a public key in PEM, or a secret of at least 32/],
      [{ PGAUGUR_JWT_KEY: '-----BEGIN PUBLIC KEY-----\nx' }, /no public key in PEM/],
      [{ PGAUGUR_JWT_KEY: SECRET, PGAUGUR_JWKS_URL: 'https://a.example/' }, /beside PGAUGUR_JWKS_URL/],
      [{ PGAUGUR_JWKS_URL: 'http://login.example/keys' }, /PGAUGUR_JWKS_URL \(--jwks-url\): must be an https URL/],
      [
        { PGAUGUR_JWKS_URL: 'https://me:secret@login.example/keys' },
        /^PGAUGUR_JWKS_URL \(--jwks-url\): must be an address without a name and password.*"https:\/\/me:\*\*\*@login.example\/keys"$/,
      ],
      [{ PGAUGUR_ALLOWED_ORIGINS: 'https://me:secret@app.example' }, /received "https:\/\/me:\*\*\*@app.example"$/],
      [{ PGAUGUR_TRUSTED_PROXIES: '10.0.0.0/33' }, /PGAUGUR_TRUSTED_PROXIES .*must be IP addresses/],
      [{ PGAUGUR_TRUSTED_PROXIES: 'proxy.example' }, /must be IP addresses/],
      [{ PGAUGUR_ALLOWED_ORIGINS: 'https://app.example/path' }, /PGAUGUR_ALLOWED_ORIGINS .*must be origins/],
      [{ PGAUGUR_ALLOWED_ORIGINS: '*' }, /must be origins/],
      [{ PGAUGUR_ANONYMOUS: 'operator' }, /PGAUGUR_ANONYMOUS .*must be reader or nothing/],
    ] as const) {
      assert.throws(() => parseApiSettings({}, environment), { name: 'SettingError', message: says });
    }
  });
});
