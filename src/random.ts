/** A stream of pseudo-random numbers: same seed, same stream, on every machine. */
export type Random = {
  /** Uniform on [0, 1), with 32 random bits. */
  readonly next: () => number;
  /** Uniform on the integers 0 … n − 1. */
  readonly below: (n: number) => number;
};

/**
 * xoshiro128** 1.1 by Blackman & Vigna (https://prng.di.unimi.it/xoshiro128starstar.c, public domain): 128 bits of
 * state, period 2¹²⁸ − 1, 32-bit operations only, so exact in JavaScript. The four words of state come from splitmix32,
 * which spreads neighbouring seeds apart. `stream` separates independent uses of one seed (rows, columns, bootstrap).
 *
 * Not for secrets.
 */
export function createRandom(seed: number, stream = 0): Random {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new RangeError(`random seed: must be a whole number from 0 to 2^53 - 1, got ${seed}`);
  }
  const word = splitmix32(
    (seed >>> 0) ^ Math.imul(Math.floor(seed / 2 ** 32), 0x9e3779b1) ^ Math.imul(stream, 0x85ebca6b),
  );
  let a = word();
  let b = word();
  let c = word();
  let d = word();

  function nextWord(): number {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9);
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return result >>> 0;
  }

  const next = () => nextWord() / 2 ** 32;
  // Scaling instead of rejection: the bias is below n / 2³², nothing for row and column counts.
  return { next, below: (n) => Math.floor(next() * n) };
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/** Steele, Lea & Flood's splitmix with 32-bit constants (the murmur3 finaliser over a Weyl sequence). */
function splitmix32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let word = state ^ (state >>> 16);
    word = Math.imul(word, 0x85ebca6b);
    word ^= word >>> 13;
    word = Math.imul(word, 0xc2b2ae35);
    return (word ^ (word >>> 16)) | 0;
  };
}
