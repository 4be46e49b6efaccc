/**
 * What 150 US stocks of 2000 to 2012 say of how past moves tell the size of coming ones (451,504 sessions of the price set
 * us150, from the 250th on): where an instrument starts from,
 * before its own history moves it. All of it is relative to the instrument's own past, so no price level, currency or
 * calm is assumed.
 */

/** Weight of each input of movesOf in the forecast of its target: least squares. */
export const PRIOR_WEIGHTS: readonly number[] = [
  -0.0342, 0.1101, 0.2583, 0.2109, 0.2778, 0.0104, -0.0278, 0.0865, 0.1771,
];

/** Mean products of the inputs, row by row up to the diagonal: how sure each weight is, next to the others. */
export const PRIOR_PRODUCTS: readonly number[] = [
  1, -0.639, 1.38, -0.428, 0.81, 0.765, -0.327, 0.567, 0.52, 0.503, -0.257, 0.403, 0.356, 0.341, 0.312, -0.427, 0.87,
  0.815, 0.532, 0.359, 1.276, -0.172, 0.478, 0.463, 0.454, 0.292, 0.58, 0.57, -0.056, 0.265, 0.259, 0.261, 0.241, 0.309,
  0.308, 0.297, 0.1, -0.07, -0.049, -0.04, -0.035, -0.039, -0.011, 0.004, 0.026,
];

/** Percentiles 1 to 99 of growth over the size that was forecast. */
export const PRIOR_SCORES: readonly number[] = [
  -3.167, -2.55, -2.235, -2.017, -1.853, -1.721, -1.609, -1.512, -1.426, -1.349, -1.278, -1.215, -1.153, -1.096, -1.043,
  -0.992, -0.945, -0.899, -0.855, -0.814, -0.773, -0.733, -0.695, -0.659, -0.624, -0.59, -0.557, -0.525, -0.493, -0.462,
  -0.432, -0.402, -0.373, -0.343, -0.314, -0.286, -0.259, -0.231, -0.205, -0.177, -0.15, -0.124, -0.098, -0.073, -0.047,
  -0.021, 0, 0.03, 0.055, 0.079, 0.104, 0.13, 0.155, 0.18, 0.205, 0.23, 0.255, 0.281, 0.307, 0.333, 0.359, 0.385, 0.411,
  0.437, 0.464, 0.491, 0.519, 0.546, 0.574, 0.603, 0.632, 0.661, 0.691, 0.722, 0.753, 0.785, 0.818, 0.851, 0.885, 0.921,
  0.958, 0.997, 1.038, 1.08, 1.124, 1.169, 1.219, 1.269, 1.324, 1.385, 1.448, 1.518, 1.598, 1.69, 1.798, 1.928, 2.094,
  2.325, 2.712,
];
