import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { releaseDevice, sharedHost, shareHost, trainingFamily } from '../../src/backends/index.ts';
import { startGpu } from '../../src/backends/tensorflow/webgpu/webgpu.ts';
import { createCompute } from '../../src/compute/compute.ts';
import { createLog } from '../../src/env/log.ts';
import { createTfjsFamily } from '../../src/learn/tfjs/family.ts';
import type { Work } from '../../src/learn/tfjs/work.ts';
import { sliceRows } from '../../src/matrix.ts';
import { startWorker } from '../../src/queues/worker.ts';
import { sample } from '../learn/support.ts';
import { arithmetic, families, fit, info, KINDS, SMALL } from '../learn/tfjs/support.ts';
import { addInstrument, insertPriceRows, walkRows } from '../support/market.ts';
import { ownLaboratory } from '../support/own_laboratory.ts';
import { one, value } from '../support/rows.ts';
import { useSoftwareVulkan, whyNoSoftwareVulkan } from '../support/software_vulkan.ts';
import { until } from '../support/until.ts';

/** Largest difference of a probability. docs/operating.md states it. */
const TOLERANCE = 1e-4;

const largestDifference = (a: Float64Array, b: Float64Array) =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('WebGPU on a driver in software', { skip: whyNoSoftwareVulkan() ?? false }, () => {
  useSoftwareVulkan();
  const data = { ...sample(120, 6, 7, { missing: 0.05 }), train: [0, 80] as const };
  let gpu: Awaited<ReturnType<typeof startGpu>>;
  before(async () => {
    gpu = await startGpu({ mayBeSoftware: true });
  });
  after(() => gpu.close());

  /** The first step of a fit. */
  function step(): Work {
    const works: Work[] = [];
    const recording = createTfjsFamily('tfjs_mlp', (work) => arithmetic(works[works.push(work) - 1]), info);
    recording.prepare(data)({ params: SMALL.tfjs_mlp, seed: 1, rounds: 1 });
    return works[0];
  }

  test('says what drives it', () => {
    assert.equal(gpu.adapter.isSoftware, true);
    assert.match(`${gpu.adapter.name} ${gpu.adapter.driver}`, /swiftshader/i);
  });

  test('is refused as long as hardware alone may drive it, by name', async () => {
    await assert.rejects(
      startGpu({ mayBeSoftware: false }),
      /SwiftShader.* is software, and PGAUGUR_WEBGPU is not "any"/i,
    );
  });

  for (const kind of KINDS) {
    test(`${kind}: the same seed gives the same forecasts as WebAssembly, and keeps no memory of the work`, (t) => {
      const family = createTfjsFamily(kind, gpu.arithmetic, {
        backend: 'webgpu',
        device: 'cpu',
        package: '@tensorflow/tfjs-backend-webgpu',
        version: gpu.version,
      });
      const params = kind === 'tfjs_gru' ? { ...SMALL.tfjs_gru, sessions: 4 } : SMALL.tfjs_mlp;
      const request = { params, seed: 1, rounds: 2, validation: [80, 120] as const };
      const here = fit(kind, data, request).model;
      const there = family.prepare(data)(request).model;
      const expected = families[kind].predict(here, data.features);
      const trained = largestDifference(expected, families[kind].predict(there, data.features));
      assert.ok(trained < TOLERANCE, `trained there, scored here: ${trained}`);
      const scored = largestDifference(expected, family.predict(here, data.features));
      assert.ok(scored < TOLERANCE, `trained here, scored there: ${scored}`);
      const few = sliceRows(data.features, 0, 16);
      const explained = largestDifference(
        families[kind].contributions(here, few).data,
        family.contributions(here, few).data,
      );
      assert.ok(explained < 10 * TOLERANCE, `contributions: ${explained}`);

      t.diagnostic(`largest differences: trained ${trained}, scored ${scored}, explained ${explained}`);
      const held = gpu.bytesHeld();
      assert.deepEqual(
        family.save(family.prepare(data)(request).model),
        family.save(there),
        'to the bit, on one device',
      );
      assert.equal(gpu.bytesHeld(), held);
    });
  }

  test('work at fault fails, and the device goes on', () => {
    const work = step();
    assert.throws(
      () => gpu.arithmetic({ ...work, weights: work.weights.subarray(1) }),
      /^Error: WebGPU on .*swiftshader/i,
    );
    assert.equal(gpu.arithmetic(work).length, 1);
  });

  test('a process that holds too much is replaced, and the next work is done all the same', async () => {
    const work = step();
    const small = await startGpu({ mayBeSoftware: true, mostBytesHeld: 1 });
    try {
      const first = small.pid();
      const expected = small.arithmetic(work);
      assert.deepEqual(small.arithmetic(work), expected);
      assert.notEqual(small.pid(), first);
      await until(async () => !isAlive(first));
    } finally {
      await small.close();
    }
  });

  test('a process that is killed is a lost device, at once and from then on', async () => {
    const work = step();
    const victim = await startGpu({ mayBeSoftware: true });
    process.kill(victim.pid(), 'SIGKILL');
    const lost = { name: 'LostDeviceError', message: /SwiftShader.*: its process ended by SIGKILL/i };
    assert.throws(() => victim.arithmetic(work), lost);
    assert.throws(() => victim.arithmetic(work), lost);
  });

  test('so is one that does not answer, and it is ended', async () => {
    const work = step();
    const hanging = await startGpu({ mayBeSoftware: true, longestWorkMs: 500 });
    process.kill(hanging.pid(), 'SIGSTOP');
    assert.throws(() => hanging.arithmetic(work), { name: 'LostDeviceError', message: /no answer within 0\.5 s/ });
    await until(async () => !isAlive(hanging.pid()));
  });

  test('is recorded with the model; when it is lost the fit fails, and the next one is done on another backend', async () => {
    shareHost(sharedHost('any'));
    const others = gpuProcesses();
    const train = () => trainingFamily('tfjs_mlp', { engine: 'pgaugur', device: 'cpu' });
    const request = { params: SMALL.tfjs_mlp, seed: 1, rounds: 2 };
    const first = await train();
    assert.match(
      first.engine,
      /^@tensorflow\/tfjs-backend-webgpu 4\.22\.0 on swiftshader.* \(SwiftShader driver .*\)$/,
    );
    assert.equal(first.device, 'cpu', 'software is no GPU');
    for (const pid of gpuProcesses().filter((pid) => !others.includes(pid))) process.kill(pid, 'SIGKILL');
    assert.throws(() => first.family.prepare(data)(request), { name: 'LostDeviceError' });
    const second = await train();
    assert.doesNotMatch(second.engine, /webgpu/);
    assert.equal(second.family.prepare(data)(request).rounds, 2);
    await releaseDevice();
  });

  test('a training that is given up takes its process along', async () => {
    const compute = createCompute(1, 'any');
    const others = gpuProcesses();
    const mine = () => gpuProcesses().filter((pid) => !others.includes(pid));
    try {
      const asked = new AbortController();
      const training = compute.trainModel(
        {
          family: 'tfjs_mlp',
          engine: { engine: 'pgaugur', device: 'cpu' },
          features: { names: data.featureNames, matrix: data.features },
          labels: data.labels,
          split: { train: [0, 70], validation: [75, 90], test: [95, 120], trainAndValidation: [0, 90] },
          grid: 'default',
          seed: 1,
        },
        asked.signal,
      );
      const ended = assert.rejects(training, /abort/i);
      await until(async () => mine().length === 1);
      asked.abort();
      await ended;
      await until(async () => mine().length === 0);
    } finally {
      await compute.close();
    }
  });
});

describe('a run that trains on WebGPU on a driver in software', { skip: whyNoSoftwareVulkan() ?? false }, () => {
  useSoftwareVulkan();
  const lab = ownLaboratory();

  test('whose device is lost fails in that attempt, says so, and is trained by the next one on another backend', async () => {
    await lab.db.query(`
      update ml_pipeline_defaults set quiet_period = '0', minimum_sessions = 500, validation_folds = 1,
        model_family = 'tfjs_mlp'`);
    const others = gpuProcesses();
    const mine = () => gpuProcesses().filter((pid) => !others.includes(pid));
    const log = createLog('silent');
    const worker = await startWorker({ databaseUrl: lab.url, schema: lab.schema, concurrency: 1, webgpu: 'any', log });
    try {
      await insertPriceRows(lab.db, await addInstrument(lab.db, 'AAA'), walkRows(560, 21));
      // Until then it starts, and what does not start is no loss: another backend is taken in the same attempt.
      await until(async () => mine().some((pid) => secondsOfWork(pid) > 3), 'the device to be at work', 120);
      for (const pid of mine()) process.kill(pid, 'SIGKILL');
      await lab.idle();
    } finally {
      await worker.stop();
    }
    const { status, errors } = await one<{ status: string; errors: { message: string }[] }>(
      lab.db,
      "select status, errors from ml_pipeline_tasks where step = 'train_model'",
    );
    assert.deepEqual([status, errors.length], ['succeeded', 1]);
    assert.match(
      errors[0].message,
      /^the GPU was lost in mid-training \(.*SwiftShader.*\): its process ended by SIGKILL$/,
    );
    assert.doesNotMatch(await value(lab.db, 'select engine from ml_models'), /webgpu/);
  });
});

/** Of all its cores. Starting takes a tenth of what is waited for. */
function secondsOfWork(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100; // user and system, in hundredths
}

/** Processes of this one that hold a device. */
function gpuProcesses(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const parent = /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
        return Number(parent) === process.pid && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('gpu_process');
      } catch {
        return false; // it has ended meanwhile
      }
    })
    .map(Number);
}
