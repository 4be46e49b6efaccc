import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { requireWebgpuPackages } from '../../src/backends/tensorflow/webgpu/packages.ts';

/** SwiftShader and the loader of Vulkan, as Debian's package chromium-common has them. */
const FOLDER = process.env.PGAUGUR_TEST_VULKAN ?? '/usr/lib/chromium';
const DRIVER = join(FOLDER, 'vk_swiftshader_icd.json');

/** Why WebGPU cannot run in software here, with what would make it; nothing where it can. */
export function whyNoSoftwareVulkan(): string | undefined {
  const then = '".ci/webgpu" installs what it needs and runs it';
  if (!existsSync(DRIVER)) return `no Vulkan in software in ${FOLDER}: ${then}`;
  try {
    requireWebgpuPackages();
    return undefined;
  } catch (error) {
    return `${error instanceof Error ? error.message : error}; ${then}`;
  }
}

/** For processes that are started from now on. */
export function useSoftwareVulkan(): void {
  Object.assign(process.env, { VK_DRIVER_FILES: DRIVER, VK_ICD_FILENAMES: DRIVER, LD_LIBRARY_PATH: FOLDER });
}
