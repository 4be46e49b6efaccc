import { openLibxgboost } from '../../backends/libxgboost/index.ts';
import { type BackendInfo, chooseBackend } from '../../backends/tensorflow/backend.ts';
import type { BackendHost } from '../../backends/tensorflow/host.ts';
import type { Finding } from './report.ts';

/** The backend and the device that networks train on, and why no better one, candidate by candidate. */
export async function tensorflowFinding(host: BackendHost): Promise<Finding> {
  const what = { key: 'tensorflow', name: 'TensorFlow.js' };
  try {
    const { info, close } = await chooseBackend(host);
    await close?.();
    const { reasons, ...facts } = info;
    return {
      ...what,
      state: info.backend === 'cpu' || info.adapter?.isSoftware ? 'slow' : 'ok',
      lines: [deviceLine(info), ...reasons.map(({ candidate, whyNot }) => `not ${candidate}: ${whyNot}`)],
      facts: { ...facts, reasons },
    };
  } catch (error) {
    const message = messageOf(error);
    return { ...what, state: 'missing', lines: [message], facts: { error: message } };
  }
}

function deviceLine({ backend, device, package: from, version, adapter }: BackendInfo): string {
  if (adapter) {
    const where = adapter.isSoftware ? 'in software, right and slow, on the CPU' : 'on the GPU';
    return `WebGPU ${where}: ${adapter.name}, driver: ${adapter.driver} (${from} ${version})`;
  }
  if (device === 'gpu') return `TensorFlow on the GPU, taking its memory as it needs it (${from} ${version})`;
  const engine = { tensorflow: 'TensorFlow', wasm: 'WebAssembly', cpu: 'plain JavaScript' }[backend] ?? backend;
  return `${engine} on the CPU (${from} ${version})`;
}

/** The optional second engine for trees. Our own needs nothing. */
export function libxgboostFinding(open: typeof openLibxgboost = openLibxgboost): Finding {
  const what = { key: 'libxgboost', name: 'libxgboost' };
  const unavailable = (reason: string): Finding => ({
    ...what,
    state: 'none',
    lines: [`optional, trees are grown without it: ${reason}`],
    facts: { unavailable: reason },
  });
  try {
    const library = open();
    if ('unavailable' in library) return unavailable(library.unavailable);
    const { path, version, hasCuda } = library;
    const cuda = hasCuda
      ? 'built with CUDA; whether it finds a GPU shows when it trains with device "cuda"'
      : 'built without CUDA, so it trains on the CPU';
    return { ...what, state: 'ok', lines: [`${version} (${path}), ${cuda}`], facts: { path, version, hasCuda } };
  } catch (error) {
    return unavailable(messageOf(error));
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
