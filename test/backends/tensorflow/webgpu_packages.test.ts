import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { z } from 'zod';
import { INSTALL_WEBGPU, WEBGPU_PACKAGES } from '../../../src/backends/tensorflow/webgpu/packages.ts';

const read = (file: string) => readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');

test('WebGPU is an optional peer, and its versions are the same wherever they are named', () => {
  const { dependencies, peerDependencies, peerDependenciesMeta } = z
    .object({
      dependencies: z.record(z.string(), z.string()),
      peerDependencies: z.record(z.string(), z.string()),
      peerDependenciesMeta: z.record(z.string(), z.object({ optional: z.boolean() })),
    })
    .parse(JSON.parse(read('package.json')));
  for (const [name, version] of Object.entries(WEBGPU_PACKAGES)) {
    assert.equal(peerDependencies[name], version, name);
    assert.equal(peerDependenciesMeta[name].optional, true, name);
    for (const file of ['deploy/Dockerfile', '.ci/webgpu', 'docs/operating.md']) {
      const named = [...read(file).matchAll(new RegExp(`(?<![\\w/-])${name}@([\\w.]+)`, 'g'))].map(
        ([, found]) => found,
      );
      assert.deepEqual([file, ...new Set(named)], [file, version]);
    }
  }
  assert.equal(WEBGPU_PACKAGES['@tensorflow/tfjs-backend-webgpu'], dependencies['@tensorflow/tfjs-core']);
  assert.ok(read('docs/operating.md').includes(INSTALL_WEBGPU), 'docs/operating.md names the command');
});

test('whoever sets up a GPU host is told the packages of its driver, wherever they read', () => {
  for (const file of ['README.md', 'deploy/README.md', 'docs/operating.md']) {
    for (const name of ['libvulkan1', 'nvidia-vulkan-icd', 'mesa-vulkan-drivers']) {
      assert.ok(read(file).includes(name), `${file} does not name ${name}`);
    }
  }
});

test('nobody else downloads it: the lock file has no entry for it', () => {
  const { packages } = z
    .object({ packages: z.record(z.string(), z.unknown()) })
    .parse(JSON.parse(read('package-lock.json')));
  for (const name of Object.keys(WEBGPU_PACKAGES)) assert.ok(!(`node_modules/${name}` in packages), name);
});
