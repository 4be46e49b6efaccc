/*
 * The part of WebAssembly's JavaScript interface that is used here. TypeScript knows it from its DOM library only, which
 * would bring the browser's globals along.
 */
declare global {
  namespace WebAssembly {
    class Module {
      constructor(bytes: Uint8Array<ArrayBuffer>);
    }
    class Memory {
      constructor(limits: { initial: number; maximum: number; shared: true });
      readonly buffer: SharedArrayBuffer;
      /** By so many pages of 64 KiB; answers how many there were. */
      grow(pages: number): number;
    }
    class Instance {
      constructor(module: Module, imports: { env: { memory: Memory } });
      /** Of modules that export functions only, over numbers. */
      readonly exports: Readonly<Record<string, (...args: number[]) => number>>;
    }
  }
}

/** Bytes in a page of memory. */
export const PAGE_BYTES = 65536;
