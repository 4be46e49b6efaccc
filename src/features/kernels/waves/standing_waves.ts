import { mean, populationSd } from '../core/statistics.ts';

const SMOOTHING = 5;
const FEWEST_NODES = 3;

/** Keeps minima of equal sums from being decided by rounding; relative to the mean price. */
const TIE = 1e-9;

/**
 * Regularity of the quiet moments in a window, 0…1. Nodes are the local minima of the absolute moves, smoothed over
 * five (0 outside the window); the result is 1/(1 + sd(spacing)/mean(spacing)), ddof 0; 0 with fewer than three nodes.
 */
export function standingWaves(window: number): (p: Float64Array) => number {
  const moves = new Float64Array(window - 1);
  const smooth = new Float64Array(window - 1);
  const spacing = new Float64Array(window - 1);
  return (p) => {
    for (let j = 0; j < moves.length; j++) moves[j] = Math.abs(p[j + 1] - p[j]);
    smoothInto(moves, smooth);
    const nodes = nodeSpacing(smooth, TIE * mean(p), spacing);
    if (nodes < FEWEST_NODES) return 0;
    return 1 / (1 + populationSd(spacing, 0, nodes - 1) / (mean(spacing, 0, nodes - 1) + 1e-10));
  };
}

function smoothInto(x: Float64Array, out: Float64Array): void {
  const reach = (SMOOTHING - 1) / 2;
  for (let j = 0; j < x.length; j++) {
    let total = 0;
    for (let i = Math.max(0, j - reach); i <= Math.min(x.length - 1, j + reach); i++) total += x[i];
    out[j] = total / SMOOTHING;
  }
}

/** Writes the distances between successive nodes and returns the number of nodes. */
function nodeSpacing(x: Float64Array, tie: number, spacing: Float64Array): number {
  let nodes = 0;
  let previous = 0;
  for (let j = 2; j < x.length - 2; j++) {
    if (!(x[j] < x[j - 1] - tie && x[j] < x[j + 1] - tie)) continue;
    if (nodes > 0) spacing[nodes - 1] = j - previous;
    previous = j;
    nodes++;
  }
  return nodes;
}
