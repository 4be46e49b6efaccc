/** Fewer members on a day have no order worth the name: a fifth of them would be nobody. */
export const FEWEST_RANKED = 5;

/** Row numbers in ascending order of the scores; equal scores keep their order. */
export function scoreOrder(scores: ArrayLike<number>): Int32Array {
  return Int32Array.from({ length: scores.length }, (_, row) => row).sort((a, b) => scores[a] - scores[b] || a - b);
}

/**
 * Rank of every score less (n + 1) / 2, so 0 on average; tied scores share their mean rank. Every value is a multiple
 * of one half, so sums of them are exact and can be compared for equality. With y the labels,
 *
 *     AUC − ½ = sum(y × rank) / (n⁺ n⁻)
 *
 * which makes an AUC a sum over rows (the Mann-Whitney U, centred).
 */
export function centredRanks(scores: ArrayLike<number>): Float64Array {
  const rows = scores.length;
  const order = scoreOrder(scores);
  const ranks = new Float64Array(rows);
  for (let from = 0; from < rows; ) {
    let to = from + 1;
    while (to < rows && scores[order[to]] === scores[order[from]]) to++;
    const shared = (from + to - rows) / 2;
    for (let i = from; i < to; i++) ranks[order[i]] = shared;
    from = to;
  }
  return ranks;
}

/**
 * Where every score stands among the `window` scores before it: the share of them below it, ties counting one half,
 * less one half; 0 for the first row. Needs nothing that is known only later.
 */
export function causalRanks(scores: ArrayLike<number>, window: number): Float64Array {
  const ranks = new Float64Array(scores.length);
  for (let row = 1; row < scores.length; row++) {
    const from = Math.max(0, row - window);
    let below = 0;
    for (let earlier = from; earlier < row; earlier++) {
      if (scores[earlier] < scores[row]) below++;
      else if (scores[earlier] === scores[row]) below += 0.5;
    }
    ranks[row] = below / (row - from) - 0.5;
  }
  return ranks;
}
