import { createRequire } from 'node:module';

/**
 * What a GPU host installs beside pgaugur: npm install webgpu@… @tensorflow/tfjs-backend-webgpu@…. Optional peers, because
 * Dawn comes for all platforms at once, 130 MB.
 */
export const WEBGPU_PACKAGES = { webgpu: '0.6.2', '@tensorflow/tfjs-backend-webgpu': '4.22.0' } as const;

export const DAWN_PACKAGE = 'webgpu';
export const BACKEND_PACKAGE = '@tensorflow/tfjs-backend-webgpu';

/** What to run on a GPU host. */
export const INSTALL_WEBGPU = `npm install ${Object.entries(WEBGPU_PACKAGES)
  .map(([name, version]) => `${name}@${version}`)
  .join(' ')}`;

/** @throws Error saying which package is missing, and how it is installed */
export function requireWebgpuPackages(): void {
  const { resolve } = createRequire(import.meta.url);
  for (const name of [DAWN_PACKAGE, BACKEND_PACKAGE]) {
    try {
      resolve(name);
    } catch (error) {
      throw new Error(`the package ${name} is not installed: ${INSTALL_WEBGPU}`, { cause: error });
    }
  }
}
