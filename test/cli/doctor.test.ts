import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { thisHost } from '../../src/backends/tensorflow/host.ts';
import { doctorCommand } from '../../src/cli/doctor/command.ts';
import { libxgboostFinding, tensorflowFinding } from '../../src/cli/doctor/learners.ts';
import { postgresFindings } from '../../src/cli/doctor/postgres.ts';
import { type Finding, reportJson, reportLines } from '../../src/cli/doctor/report.ts';
import { hidePassword } from '../../src/env/hide_password.ts';
import { parseSettings } from '../../src/env/settings.ts';
import { GRAPHICS_CARD, gpuOn, SOFTWARE } from '../backends/tensorflow/webgpu_support.ts';
import { createLogin } from '../support/login.ts';
import { ownDatabase } from '../support/own_database.ts';
import { ownFolder } from '../support/own_folder.ts';
import { pgaugur, runCommand } from './support.ts';

describe('pgaugur doctor', () => {
  const database = ownDatabase();
  const folder = ownFolder();

  test('says what this host would use, as a table', async () => {
    const { code, stdout, stderr } = await pgaugur(database, 'doctor');
    assert.deepEqual([code, stderr], [0, '']);
    const lines = stdout.split('\n');
    assert.match(lines[0], /^what +state +found$/);
    assert.ok(lines.some((line) => line.startsWith('Node.js') && line.includes(process.versions.node)));
    assert.ok(lines.some((line) => /^machine +ok +\d+ cores?, [\d.]+ GiB of memory$/.test(line)));
    assert.ok(lines.some((line) => /^TensorFlow\.js +\w+ +.* on the [CG]PU/.test(line)));
    assert.ok(lines.some((line) => /^libxgboost +(ok|none) /.test(line)));
    assert.ok(lines.some((line) => /^Postgres +ok +1[5-8]/.test(line)));
    assert.ok(lines.some((line) => line.endsWith(`schema ${database.schema} is the one that this version needs`)));
    assert.match(stdout, /pgaugur has all that it needs here\.\n$/);
    // But for a path that has no blank to be broken at.
    assert.deepEqual(
      lines.filter((line) => line.length > 100 && line.trim().includes(' ')),
      [],
    );
  });

  test('and as one JSON object', async (t) => {
    const { code, stdout } = await runCommand(t, doctorCommand(), database, '--json');
    const found = JSON.parse(stdout);
    assert.deepEqual([code, found.ok], [0, true]);
    assert.deepEqual(Object.keys(found), ['ok', 'node', 'machine', 'tensorflow', 'libxgboost', 'postgres']);
    assert.equal(found.node.version, process.versions.node);
    assert.ok(['tensorflow', 'webgpu', 'wasm', 'cpu'].includes(found.tensorflow.backend));
    assert.equal(found.postgres.place, hidePassword(database.url));
  });

  test('more instruments than shared_buffers have room for are spoken of, and what is usual', async (t) => {
    const client = await database.connect();
    const said = async () => (await runCommand(t, doctorCommand(), database)).stdout.replace(/\s+/g, ' ');
    assert.doesNotMatch(await said(), /shared_buffers/);
    // Of the tests' own server: 128 MB, as Postgres comes.
    await client.query(
      `with exchange as (insert into exchanges (name, mic_code) values ('Nowhere', 'XNOW') returning id)
       insert into base_instruments (symbol, name, exchange_id)
       select 'N' || i, 'N', (select id from exchange) from generate_series(1, 4000) i`,
    );
    assert.match(
      await said(),
      /shared_buffers is 128MB, and the newest pages of 4000 instruments take some 157 MB: .* A quarter of the memory of the server is usual/,
    );
  });

  test('as which roles the login may act, so that a worker is not what finds out', async (t) => {
    const client = await database.connect();
    const { name, url, drop } = await createLogin(client, database, 'pgaugur_reader');
    try {
      const said = async () => (await runCommand(t, doctorCommand(), { ...database, url })).stdout.replace(/\s+/g, ' ');
      assert.match(await said(), new RegExp(`login ${name} may act as pgaugur_reader (?!,)`));
      await client.query(`grant pgaugur_worker to ${name}`);
      assert.match(await said(), new RegExp(`login ${name} may act as pgaugur_reader, pgaugur_worker `));
      assert.doesNotMatch(await said(), /standby/);
    } finally {
      await drop();
    }
  });

  test('a schema that is not set up, or of another version, is missing, and what to do is said', async (t) => {
    const nowhere = { ...database, schema: 'nowhere' };
    const { code, stdout } = await runCommand(t, doctorCommand(), nowhere);
    assert.equal(code, 1);
    assert.match(stdout, /^Postgres +ok /m);
    assert.match(stdout, /^its schema +missing +schema "nowhere" is not set up for pgaugur\. Run: pgaugur migrate$/m);
    assert.match(stdout, /pgaugur cannot work here without its schema\.\n$/);
    const json = await runCommand(t, doctorCommand(), nowhere, '--json');
    const found = JSON.parse(json.stdout);
    assert.deepEqual([json.code, found.ok, found.postgres.state, found.schema.state], [1, false, 'ok', 'missing']);
    const client = await database.connect();
    await client.query("update pgaugur_version set version = '0001 of old'");
    const old = await runCommand(t, doctorCommand(), database);
    assert.equal(old.code, 1);
    assert.match(
      old.stdout.replace(/\s+/g, ' '),
      /its schema missing schema "\w+" has version 0001.* Run: pgaugur migrate/,
    );
  });

  test('ends with 1 where the database cannot be reached, and says why without its password', async (t) => {
    const url = new URL(database.url);
    url.port = '1';
    url.password = 'secret';
    const { code, stdout } = await runCommand(t, doctorCommand(), { ...database, url: url.href });
    assert.equal(code, 1);
    assert.match(stdout, /^Postgres +missing +no connection to .*:\*\*\*@/m);
    assert.match(stdout.replace(/\s+/g, ' '), /nothing listens there \(ECONNREFUSED\)/);
    assert.match(stdout, /pgaugur cannot work here without Postgres\.\n$/);
    assert.ok(!stdout.includes('secret'));
  });

  test('without DATABASE_URL, looks for the embedded server', async () => {
    const [{ state, lines, facts }] = await postgresFindings(parseSettings({ directory: folder }, {}));
    assert.equal(state, 'ok');
    assert.match(lines[0], /^embedded 18\..* in .*, not running: "pgaugur start" starts it$/);
    assert.equal(facts.running, false);
  });

  test('a folder that does not exist, or is none, is said', async () => {
    const absent = join(folder, 'absent', 'below');
    const [found] = await postgresFindings(parseSettings({ directory: absent }, {}));
    assert.equal(found.state, 'ok');
    assert.match(found.lines[0], /in .*absent\/below, a folder that does not exist: "pgaugur start" makes it$/);
    assert.equal(found.facts.exists, false);
    const file = join(folder, 'file');
    await writeFile(file, '');
    for (const [directory, says] of [
      [file, /^\S+file is no folder$/],
      [join(file, 'below'), /^the folder .*below does not exist and cannot be made: \S+file is no folder$/],
    ] as const) {
      const [{ state, lines }] = await postgresFindings(parseSettings({ directory }, {}));
      assert.equal(state, 'missing');
      assert.match(lines[0], says);
    }
  });
});

describe('what doctor says of learners', () => {
  const here = thisHost();
  const webgpu = { ...here.webgpu, start: () => Promise.reject(new Error('the package webgpu is not installed')) };
  const hostOn = (gpu: () => unknown) => ({
    ...here,
    environment: {},
    webgpu,
    importPackage: async (name: string) => {
      if (name === '@tensorflow/tfjs-node-gpu') return gpu();
      if (name === '@tensorflow/tfjs-node') throw new Error(`Cannot find package '${name}'`);
      return here.importPackage(name);
    },
  });
  const functions = ['setBackend', 'tidy', 'tensor2d', 'matMul', 'transpose', 'sigmoid'];
  const tensorflow = (isUsingGpuDevice: boolean) => () => ({
    ...Object.fromEntries(functions.map((name) => [name, () => true])),
    getBackend: () => 'tensorflow',
    backend: () => ({ isUsingGpuDevice }),
    version_core: '4.22.0',
  });

  test('a GPU that TensorFlow uses', async () => {
    const { state, lines } = await tensorflowFinding(hostOn(tensorflow(true)));
    assert.deepEqual(
      [state, ...lines],
      ['ok', 'TensorFlow on the GPU, taking its memory as it needs it (@tensorflow/tfjs-node-gpu 4.22.0)'],
    );
  });

  test('a GPU package without a GPU is never called one', async () => {
    const { lines, facts } = await tensorflowFinding(hostOn(tensorflow(false)));
    assert.match(lines[0], /^TensorFlow on the CPU/);
    assert.match(lines[1], /^not gpu: .*TensorFlow finds no usable GPU$/);
    assert.equal(facts.device, 'cpu');
  });

  test('why not a better one, with the words of the error', async () => {
    const { lines } = await tensorflowFinding(
      hostOn(() => {
        throw new Error('libcudart.so.11.0: cannot open shared object file');
      }),
    );
    assert.deepEqual(lines, [
      'WebAssembly on the CPU (@tensorflow/tfjs-backend-wasm 4.22.0)',
      'not @tensorflow/tfjs-node-gpu: libcudart.so.11.0: cannot open shared object file',
      'not @tensorflow/tfjs-backend-webgpu: the package webgpu is not installed',
      "not @tensorflow/tfjs-node: Cannot find package '@tensorflow/tfjs-node'",
    ]);
  });

  test('what drives WebGPU, and when that is software', async () => {
    const none = hostOn(() => assert.fail('no TensorFlow'));
    const findingOn = async (adapter: typeof GRAPHICS_CARD) => {
      const { state, lines, facts } = await tensorflowFinding({
        ...none,
        webgpu: { ...webgpu, choice: 'any', start: gpuOn(adapter).start },
      });
      return { said: [state, lines[0]], facts };
    };
    const hardware = await findingOn(GRAPHICS_CARD);
    assert.deepEqual(hardware.said, [
      'ok',
      'WebGPU on the GPU: a card, driver: its driver 1.2 (@tensorflow/tfjs-backend-webgpu 4.22.0)',
    ]);
    assert.deepEqual([hardware.facts.device, hardware.facts.adapter], ['gpu', GRAPHICS_CARD]);
    const software = await findingOn(SOFTWARE);
    assert.deepEqual(software.said, [
      'slow',
      'WebGPU in software, right and slow, on the CPU: a processor, driver: a driver in software ' +
        '(@tensorflow/tfjs-backend-webgpu 4.22.0)',
    ]);
    assert.equal(software.facts.device, 'cpu');
  });

  test('no backend at all is what pgaugur cannot do without; no libxgboost is not', async () => {
    const nothing = await tensorflowFinding({ ...here, importPackage: () => Promise.reject(new Error('gone')) });
    assert.equal(nothing.state, 'missing');
    const absent = libxgboostFinding(() => ({ unavailable: 'no library of that name' }));
    assert.equal(absent.state, 'none');
    assert.deepEqual(absent.lines, ['optional, trees are grown without it: no library of that name']);
    const findings: Finding[] = [nothing, absent];
    assert.equal(reportLines(findings).at(-1), 'pgaugur cannot work here without TensorFlow.js.');
    assert.equal(reportJson(findings).ok, false);
  });
});
