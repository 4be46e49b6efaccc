import type { MessagePort } from 'node:worker_threads';

/** What drives WebGPU, and the driver behind it, in their own words. */
export type Adapter = {
  readonly name: string;
  readonly driver: string;
  /** A processor that plays a graphics card: right, and slow. */
  readonly isSoftware: boolean;
};

/** Of the process that holds the device, when it has started. */
export type Started = { readonly adapter: Adapter; readonly version: string } | { readonly refused: string };

/** How the process may start. Then it is sent work, piece after piece. */
export type Start = {
  /** Whether a processor may play the graphics card. */
  readonly mayBeSoftware: boolean;
};

/** What came of a piece of work. */
export type Answer =
  | {
      readonly results: readonly Float32Array[];
      /** Bytes of the device that the process keeps for later work. */
      readonly bytesHeld: number;
    }
  /** The work is at fault, and the device is there for more. */
  | { readonly failed: string }
  | { readonly lost: string };

/** What the thread between is started with. */
export type BridgeData = {
  readonly port: MessagePort;
  readonly words: Int32Array;
  readonly start: Start;
  readonly mostBytesHeld: number;
};

/** Of the words that threads share: whether an answer has been sent, and the process that holds the device. */
export const WORD = { answered: 0, pid: 1 } as const;
