import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { describe, test } from 'node:test';
import { shownMessage } from '../src/shown_message.ts';

describe('a message that readers may see', () => {
  test('says what went wrong with a connection, and not where', async () => {
    const refused = await new Promise<Error>((done) => connect({ host: '127.0.0.1', port: 9 }).once('error', done));
    assert.match(refused.message, /127\.0\.0\.1/);
    assert.equal(shownMessage(refused), 'connect ECONNREFUSED');
    for (const [message, shown] of [
      ['getaddrinfo ENOTFOUND db.internal.example', 'getaddrinfo ENOTFOUND'],
      ['getaddrinfo EAI_AGAIN db', 'getaddrinfo EAI_AGAIN'],
      ['connect ETIMEDOUT fe80::1%eth0:5432 - Local (10.0.0.7:51234)', 'connect ETIMEDOUT'],
      ['connect ENOENT /run/postgres/.s.PGSQL.5432', 'connect ENOENT'],
      ['read ECONNRESET', 'read ECONNRESET'],
      [
        'no pg_hba.conf entry for host "10.0.0.7", user "w", database "d", no encryption',
        'no pg_hba.conf entry for this host, user "w", database "d", no encryption',
      ],
      [
        "Hostname/IP does not match certificate's altnames: Host: db.internal. is not in the cert's altnames: DNS:other",
        "Hostname/IP does not match certificate's altnames",
      ],
      ['too many connections for role "pgaugur_worker"', 'too many connections for role "pgaugur_worker"'],
      ['model 4 (id 7) takes 2 features, got 3', 'model 4 (id 7) takes 2 features, got 3'],
    ]) {
      assert.equal(shownMessage(new Error(message)), shown);
      assert.equal(shownMessage(message), shown);
    }
  });

  test('is never empty', () => {
    const both = new AggregateError([
      new Error('connect ECONNREFUSED ::1:5432'),
      new Error('connect ECONNREFUSED 127.0.0.1:5432'),
    ]);
    assert.equal(both.message, '');
    assert.equal(shownMessage(both), 'connect ECONNREFUSED');
    assert.equal(shownMessage(new AggregateError([])), 'AggregateError');
    assert.equal(shownMessage(new RangeError()), 'RangeError');
    assert.equal(shownMessage(''), 'nothing was said');
  });
});
