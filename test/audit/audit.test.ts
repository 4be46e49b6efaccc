import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { auditFaults } from './audit.ts';
import { EXCEPTIONS } from './exceptions.ts';

const cycles = {
  name: 'trees',
  title: 'endless loops',
  url: 'https://github.com/advisories/GHSA-1111',
  severity: 'high',
  range: '<2',
};
const exception = { advisory: 'GHSA-1111', package: 'trees', reason: 'no tree is read', until: '2026-12-31' };

test('an advisory is a fault, one that an exception is for is none, and an exception lasts no longer than it is needed', () => {
  const of = auditFaults;
  assert.deepEqual(of([cycles], [], '2026-11-28'), [
    'trees <2: endless loops (high), https://github.com/advisories/GHSA-1111',
  ]);
  assert.deepEqual(of([cycles], [exception], '2026-12-31'), []);
  assert.deepEqual(of([cycles], [exception], '2027-01-01'), [
    'the exception for GHSA-1111 of trees held until 2026-12-31',
  ]);
  assert.deepEqual(of([], [exception], '2026-11-28'), ['the exception for GHSA-1111 of trees is not needed any more']);
  assert.equal(of([{ ...cycles, name: 'other' }], [exception], '2026-11-28').length, 2);
  assert.equal(of([{ ...cycles, url: `${cycles.url}1` }], [exception], '2026-11-28').length, 2);
});

test('every exception says why, and until when', () => {
  for (const { advisory, reason, until } of EXCEPTIONS) {
    assert.match(advisory, /^GHSA(-[0-9a-z]{4}){3}$/);
    assert.ok(reason.length > 20, advisory);
    assert.match(until, /^\d{4}-\d\d-\d\d$/, advisory);
  }
});

describe('the audit', () => {
  /** A registry that knows an advisory about a package that we have, or none, or takes no questions. */
  let advisories: object | undefined;
  const registry = createServer((request, response) => {
    const answers = request.method === 'POST' && advisories;
    response.writeHead(answers ? 200 : 405, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answers || {}));
  });
  let address = '';
  let cache = '';
  before(async () => {
    cache = await mkdtemp(join(tmpdir(), 'pgaugur-npm-'));
    await once(registry.listen(0, '127.0.0.1'), 'listening');
    const at = registry.address();
    assert.ok(typeof at === 'object' && at);
    address = `http://127.0.0.1:${at.port}/`;
  });
  after(async () => {
    registry.close();
    await rm(cache, { recursive: true, force: true });
  });

  const audit = (...flags: string[]) =>
    new Promise<[code: unknown, said: string]>((done) => {
      const env = { ...process.env, CI: '', npm_config_registry: address, npm_config_cache: cache };
      const main = fileURLToPath(new URL('main.ts', import.meta.url));
      execFile(process.execPath, [main, ...flags], { env }, (error, stdout, stderr) =>
        done([error?.code ?? 0, `${stdout}${stderr}`]),
      );
    });

  test('fails for an advisory, and passes without', async () => {
    advisories = {
      zod: [
        {
          id: 1,
          url: 'https://github.com/advisories/GHSA-0000',
          title: 'made up',
          severity: 'low',
          vulnerable_versions: '<9',
        },
      ],
    };
    assert.deepEqual(await audit(), [1, 'zod <9: made up (low), https://github.com/advisories/GHSA-0000\n']);
    advisories = {};
    assert.deepEqual(await audit(), [
      0,
      `no advisory about what is installed, beside ${EXCEPTIONS.length} exceptions\n`,
    ]);
  });

  test('where nobody answers says so and fails only when it must not, and asks nobody outside of CI when it is told so', async () => {
    advisories = undefined;
    const [code, said] = await audit();
    assert.equal(code, 0);
    assert.match(said, /^no registry could be asked for advisories, so nothing is known of them: 405 /);
    assert.equal((await audit('--required'))[0], 1);
    assert.deepEqual(await audit('--ci'), [0, '']);
  });
});
