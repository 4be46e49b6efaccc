import { once } from 'node:events';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { moduleSuffix } from '../../../env/package_root.ts';
import { threadOptions } from '../../../env/thread_options.ts';
import type { Arithmetic } from '../../../learn/tfjs/work.ts';
import { type Adapter, type Answer, type BridgeData, type Start, type Started, WORD } from './protocol.ts';

/** A device of WebGPU in a process of its own. */
export type Gpu = {
  readonly adapter: Adapter;
  /** Of TensorFlow.js. */
  readonly version: string;
  /** The process that holds the device. */
  readonly pid: () => number;
  /** Bytes of the device that it keeps between works. */
  readonly bytesHeld: () => number;
  /** @throws LostDeviceError for this work and all that follows, once the device is lost */
  readonly arithmetic: Arithmetic;
  readonly close: () => Promise<void>;
};

/** The device is gone, or does not answer: nothing is wrong with the work, which another host or backend can do. */
export class LostDeviceError extends Error {
  override readonly name = 'LostDeviceError';

  constructor({ name, driver }: Adapter, why: string) {
    super(`the GPU was lost in mid-training (${name}, ${driver}): ${why}`);
  }
}

type GpuOptions = Start & {
  /** Who needs longer hangs. Work takes milliseconds on a GPU, and in software it may take minutes. */
  readonly longestWorkMs?: number;
  /**
   * Bytes of the device, beyond which its process is replaced after a piece of work: TensorFlow.js keeps the memory of
   * every size of tensor it has seen, and gives none back.
   */
  readonly mostBytesHeld?: number;
};

/**
 * Starts the process and waits until it holds a device.
 * @throws Error saying why there is none
 */
export async function startGpu({
  longestWorkMs: givenLongest,
  mostBytesHeld = 2 ** 30,
  ...start
}: GpuOptions): Promise<Gpu> {
  const words = new Int32Array(new SharedArrayBuffer(8));
  const { port1: port, port2 } = new MessageChannel();
  const data: BridgeData = { port: port2, words, start, mostBytesHeld };
  const bridge = new Worker(new URL(`./bridge_thread${moduleSuffix}`, import.meta.url), {
    workerData: data,
    transferList: [port2],
    execArgv: threadOptions(),
  });
  // Nobody waits for it but those that have given it work.
  port.unref();
  const ended = Promise.withResolvers<void>();
  bridge.once('exit', () => ended.resolve());
  const close = () => {
    bridge.ref();
    port.close();
    return ended.promise;
  };
  const started = await firstMessage(bridge);
  if ('refused' in started) {
    await close();
    throw new Error(started.refused);
  }
  bridge.unref();
  const { adapter, version } = started;
  const longestWorkMs = givenLongest ?? (adapter.isSoftware ? 1_200_000 : 120_000);
  const pid = () => Atomics.load(words, WORD.pid);
  let lost: LostDeviceError | undefined;
  let bytesHeld = 0;
  return {
    adapter,
    version,
    pid,
    bytesHeld: () => bytesHeld,
    close,
    arithmetic(work) {
      if (lost) throw lost;
      Atomics.store(words, WORD.answered, 0);
      port.postMessage(work);
      const answer = Atomics.wait(words, WORD.answered, 0, longestWorkMs) === 'timed-out' ? hung() : received();
      if ('results' in answer) {
        bytesHeld = answer.bytesHeld;
        return answer.results;
      }
      if ('failed' in answer) throw new Error(`WebGPU on ${adapter.name}: ${answer.failed}`);
      lost = new LostDeviceError(adapter, answer.lost);
      void close();
      throw lost;
    },
  };

  function received(): Answer {
    const { message }: { message: Answer } = receiveMessageOnPort(port) ?? { message: { lost: 'no answer came' } };
    return message;
  }

  /** It may be deep in its driver, where it hears nothing. */
  function hung(): Answer {
    try {
      process.kill(Atomics.load(words, WORD.pid), 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
    return { lost: `no answer within ${longestWorkMs / 1000} s` };
  }
}

async function firstMessage(bridge: Worker): Promise<Started> {
  const over = new AbortController();
  const { signal } = over;
  const message = once(bridge, 'message', { signal }).then(([started]): Started => started);
  const ended = once(bridge, 'exit', { signal }).then((): Started => ({ refused: 'the thread of WebGPU ended' }));
  try {
    return await Promise.race([message, ended]);
  } finally {
    over.abort();
  }
}
