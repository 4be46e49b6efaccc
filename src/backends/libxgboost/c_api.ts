import { createRequire } from 'node:module';

/** The values that a pointer points at once a function has written them. */
type OutInts = Int32Array;
type OutLongs = BigUint64Array;
type Handle = bigint;

/**
 * The functions of XGBoost's C API that are used here (https://xgboost.readthedocs.io/en/stable/c.html), as JavaScript
 * calls them. A `…Out` argument is a typed array that the function writes into; a handle or a pointer that comes back is
 * its address. Each function answers 0, or another number when it failed.
 */
type CApi = {
  readonly XGBoostVersion: (majorOut: OutInts, minorOut: OutInts, patchOut: OutInts) => void;
  readonly XGBuildInfo: (jsonOut: OutLongs) => number;
  readonly XGBGetLastError: () => string;
  readonly XGDMatrixCreateFromMat_omp: (
    rowMajor: Float32Array,
    rows: number,
    cols: number,
    missing: number,
    handleOut: OutLongs,
    threads: number,
  ) => number;
  readonly XGDMatrixSetFloatInfo: (matrix: Handle, field: string, values: Float32Array, length: number) => number;
  readonly XGDMatrixFree: (matrix: Handle) => number;
  readonly XGBoosterCreate: (matrices: BigUint64Array, length: number, handleOut: OutLongs) => number;
  readonly XGBoosterFree: (booster: Handle) => number;
  readonly XGBoosterSetParam: (booster: Handle, name: string, value: string) => number;
  readonly XGBoosterSetStrFeatureInfo: (booster: Handle, field: string, values: string[], length: number) => number;
  readonly XGBoosterGetAttr: (booster: Handle, name: string, textOut: OutLongs, foundOut: OutInts) => number;
  readonly XGBoosterUpdateOneIter: (booster: Handle, iteration: number, matrix: Handle) => number;
  readonly XGBoosterEvalOneIter: (
    booster: Handle,
    iteration: number,
    matrices: BigUint64Array,
    names: string[],
    length: number,
    textOut: OutLongs,
  ) => number;
  readonly XGBoosterPredictFromDMatrix: (
    booster: Handle,
    matrix: Handle,
    config: string,
    shapeOut: OutLongs,
    dimensionsOut: OutLongs,
    valuesOut: OutLongs,
  ) => number;
  readonly XGBoosterPredictFromDense: (
    booster: Handle,
    arrayInterface: string,
    config: string,
    proxy: Handle,
    shapeOut: OutLongs,
    dimensionsOut: OutLongs,
    valuesOut: OutLongs,
  ) => number;
  readonly XGBoosterBoostedRounds: (booster: Handle, roundsOut: OutInts) => number;
  readonly XGBoosterGetNumFeature: (booster: Handle, countOut: OutLongs) => number;
  readonly XGBoosterSlice: (booster: Handle, from: number, to: number, step: number, handleOut: OutLongs) => number;
  readonly XGBoosterSaveModelToBuffer: (
    booster: Handle,
    config: string,
    lengthOut: OutLongs,
    bytesOut: OutLongs,
  ) => number;
  readonly XGBoosterLoadModelFromBuffer: (booster: Handle, bytes: Uint8Array, length: number) => number;
  readonly XGBoosterFeatureScore: (
    booster: Handle,
    config: string,
    featuresOut: OutLongs,
    namesOut: OutLongs,
    dimensionsOut: OutLongs,
    shapeOut: OutLongs,
    scoresOut: OutLongs,
  ) => number;
};

/** Reads memory that XGBoost owns. It stays as it is only until the next call, so everything is copied out at once. */
type Memory = {
  readonly text: (address: bigint) => string;
  readonly bytes: (address: bigint, length: number) => Uint8Array;
  readonly floats: (address: bigint, length: number) => Float32Array;
  readonly longs: (address: bigint, length: number) => BigUint64Array;
  /** Calls with the address of an array of ours, which stays where it is until the call is over. */
  readonly withAddress: <Result>(values: Float32Array, use: (address: bigint) => Result) => Result;
};

export type OpenedLibrary = {
  readonly path: string;
  readonly api: CApi;
  readonly memory: Memory;
  /** One round on a thread of the pool, so that the event loop goes on. */
  readonly updateAsync: (booster: Handle, iteration: number, matrix: Handle) => Promise<number>;
};

/**
 * Loads the first of the given shared libraries that can be loaded, through koffi, which is an optional dependency.
 * What stands in the way is answered, not thrown: both are allowed to be absent.
 */
export function openCApi(paths: readonly string[]): OpenedLibrary | { readonly unavailable: string } {
  const koffi = loadKoffi();
  if ('unavailable' in koffi) return koffi;
  const reasons: string[] = [];
  for (const path of paths) {
    try {
      return bind(koffi, path);
    } catch (error) {
      reasons.push(`${path}: ${messageOf(error)}`);
    }
  }
  return { unavailable: `libxgboost cannot be loaded (${reasons.join('; ')})` };
}

type Koffi = typeof import('koffi');

function loadKoffi(): Koffi | { readonly unavailable: string } {
  try {
    return createRequire(import.meta.url)('koffi');
  } catch (error) {
    const [firstLine] = messageOf(error).split('\n');
    return { unavailable: `the optional dependency koffi cannot be loaded (${firstLine})` };
  }
}

function bind(koffi: Koffi, path: string): OpenedLibrary {
  const library = koffi.load(path);
  const int = (name: keyof CApi, ...parameters: string[]) => library.func(name, 'int', parameters);
  const update = int('XGBoosterUpdateOneIter', HANDLE, 'int', HANDLE);
  const api: CApi = {
    XGBoostVersion: library.func('XGBoostVersion', 'void', [OUT, OUT, OUT]),
    XGBuildInfo: int('XGBuildInfo', OUT),
    XGBGetLastError: library.func('XGBGetLastError', 'str', []),
    XGDMatrixCreateFromMat_omp: int('XGDMatrixCreateFromMat_omp', ARRAY, LONG, LONG, 'float', OUT, 'int'),
    XGDMatrixSetFloatInfo: int('XGDMatrixSetFloatInfo', HANDLE, 'str', ARRAY, LONG),
    XGDMatrixFree: int('XGDMatrixFree', HANDLE),
    XGBoosterCreate: int('XGBoosterCreate', ARRAY, LONG, OUT),
    XGBoosterFree: int('XGBoosterFree', HANDLE),
    XGBoosterSetParam: int('XGBoosterSetParam', HANDLE, 'str', 'str'),
    XGBoosterSetStrFeatureInfo: int('XGBoosterSetStrFeatureInfo', HANDLE, 'str', 'str *', LONG),
    XGBoosterGetAttr: int('XGBoosterGetAttr', HANDLE, 'str', OUT, OUT),
    XGBoosterUpdateOneIter: update,
    XGBoosterEvalOneIter: int('XGBoosterEvalOneIter', HANDLE, 'int', ARRAY, 'str *', LONG, OUT),
    XGBoosterPredictFromDMatrix: int('XGBoosterPredictFromDMatrix', HANDLE, HANDLE, 'str', OUT, OUT, OUT),
    XGBoosterPredictFromDense: int('XGBoosterPredictFromDense', HANDLE, 'str', 'str', HANDLE, OUT, OUT, OUT),
    XGBoosterBoostedRounds: int('XGBoosterBoostedRounds', HANDLE, OUT),
    XGBoosterGetNumFeature: int('XGBoosterGetNumFeature', HANDLE, OUT),
    XGBoosterSlice: int('XGBoosterSlice', HANDLE, 'int', 'int', 'int', OUT),
    XGBoosterSaveModelToBuffer: int('XGBoosterSaveModelToBuffer', HANDLE, 'str', OUT, OUT),
    XGBoosterLoadModelFromBuffer: int('XGBoosterLoadModelFromBuffer', HANDLE, ARRAY, LONG),
    XGBoosterFeatureScore: int('XGBoosterFeatureScore', HANDLE, 'str', OUT, OUT, OUT, OUT, OUT),
  };
  const array = (type: string, length: number) => koffi.array(type, length, 'Typed');
  const pinned = new Set<Float32Array>();
  return {
    path,
    api,
    memory: {
      text: (address) => koffi.decode.string(address),
      bytes: (address, length) => koffi.decode(address, array('uint8_t', length)),
      floats: (address, length) => koffi.decode(address, array('float', length)),
      longs: (address, length) => koffi.decode(address, array('uint64_t', length)),
      withAddress(values, use) {
        // As a bare number the address would not keep the garbage collector away from the array.
        pinned.add(values);
        try {
          return use(koffi.address(values));
        } finally {
          pinned.delete(values);
        }
      },
    },
    updateAsync: (booster, iteration, matrix) =>
      new Promise((done, failed) => {
        update.async(booster, iteration, matrix, (error: unknown, code: number) => {
          if (error) failed(error);
          else done(code);
        });
      }),
  };
}

/** A handle or an address, as the number it is. */
const HANDLE = 'uintptr_t';
/** An array of ours that is read, and one that is written. */
const ARRAY = 'void *';
const OUT = 'void *';
/** bst_ulong, which is 64 bits wide on every platform. */
const LONG = 'uint64_t';

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
