import type { Adapter } from '../../../src/backends/tensorflow/webgpu/protocol.ts';
import { type Gpu, LostDeviceError } from '../../../src/backends/tensorflow/webgpu/webgpu.ts';
import { arithmetic } from '../../learn/tfjs/support.ts';

export const GRAPHICS_CARD: Adapter = { name: 'a card', driver: 'its driver 1.2', isSoftware: false };
export const SOFTWARE: Adapter = { name: 'a processor', driver: 'a driver in software', isSoftware: true };

/** WebGPU as far as choosing and losing go: WebAssembly does its work, until the device is lost. */
export function gpuOn(adapter: Adapter, worksBeforeLoss = Number.POSITIVE_INFINITY) {
  const asked: boolean[] = [];
  let works = 0;
  let closings = 0;
  const start = async (mayBeSoftware: boolean): Promise<Gpu> => {
    asked.push(mayBeSoftware);
    if (adapter.isSoftware && !mayBeSoftware) throw new Error(`${adapter.driver} is software`);
    return {
      adapter,
      version: '4.22.0',
      pid: () => process.pid,
      bytesHeld: () => 0,
      close: async () => {
        closings++;
      },
      arithmetic(work) {
        if (works++ >= worksBeforeLoss) throw new LostDeviceError(adapter, 'its process ended by SIGSEGV');
        return arithmetic(work);
      },
    };
  };
  return { start, asked, closed: () => closings };
}
