import { populationSd } from '../core/statistics.ts';

const RADIUS = 0.1;

/**
 * Share of the pairs of points (p_j, p_{j+1}) that lie within 0.1·sd (ddof 0) of each other, Euclidean: the density of
 * the recurrence plot (Eckmann, Kamphorst & Ruelle 1987). 1 for a constant window.
 */
export function recurrenceRate(p: Float64Array): number {
  const radius = RADIUS * populationSd(p);
  const points = p.length - 1;
  let near = 0;
  for (let i = 0; i < points; i++) {
    for (let j = i + 1; j < points; j++) {
      const x = p[i] - p[j];
      const y = p[i + 1] - p[j + 1];
      if (x * x + y * y <= radius * radius) near++;
    }
  }
  return near / ((points * (points - 1)) / 2);
}
