// node --expose-gc features_first_run.ts <rows> <seed>: what only a process of its own can tell, as one line of JSON.
import { engineerFeatures, FEATURES } from '../../src/features/index.ts';
import { randomWalk } from './random_walk.ts';

const [rows, seed] = process.argv.slice(2).map(Number);
const bars = randomWalk(rows, seed);
const started = performance.now();
engineerFeatures(bars);
const seconds = (performance.now() - started) / 1000;

// The call is synchronous: memory is looked at after each column, from within.
globalThis.gc?.();
await new Promise((resume) => setTimeout(resume, 100)); // array buffers are freed a little later
globalThis.gc?.();
const inUse = () => {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external; // which includes array buffers
};
const before = inUse();
let peak = before;
const watched = FEATURES.map((feature) => ({
  ...feature,
  compute: (series: Parameters<typeof feature.compute>[0]) => {
    const values = feature.compute(series);
    peak = Math.max(peak, inUse());
    return values;
  },
}));
const matrix = engineerFeatures(bars, { features: watched });
console.log(JSON.stringify({ seconds, peakMemoryRatio: (peak - before) / matrix.data.byteLength }));
