/**
 * Raw figures of November 2026, before any was corrected, of forecasts that are not always trained again: networks take
 * an hour of two idle cores. Shown where a run leaves them out.
 */
export type FirstMeasured = {
  readonly name: string;
  readonly raw: string;
  readonly design: string;
  readonly byYear: readonly string[];
};

const row = (name: string, design: string, raw: string, years: string): FirstMeasured => ({
  ...{ name, design, raw },
  byYear: years.split(' '),
});

export const FIRST_BY_YEAR: readonly FirstMeasured[] = [
  row(
    'dense network, pooled, own prices',
    '0.552',
    '0.516 (0.496 to 0.535)',
    '0.528 0.513 0.506 0.517 0.514 0.497 0.538',
  ),
  row(
    'dense network, pooled, with the market',
    '0.564',
    '0.516 (0.494 to 0.538)',
    '0.547 0.513 0.474 0.513 0.531 0.501 0.533',
  ),
  row(
    'mean of the two pooled networks',
    '0.558',
    '0.518 (0.496 to 0.538)',
    '0.545 0.510 0.492 0.516 0.524 0.498 0.540',
  ),
  row(
    'mean of trees and network, own prices',
    '0.585',
    '0.524 (0.504 to 0.546)',
    '0.537 0.529 0.517 0.504 0.535 0.515 0.533',
  ),
  row('mean of the four pooled models', '0.580', '0.532 (0.510 to 0.555)', '0.548 0.514 0.506 0.528 0.556 0.541 0.531'),
];

/** Of the last range: forecast, raw ROC-AUC with its interval, raw median, and how many of 31 passed the gate. */
export const FIRST_IN_RANGE: readonly (readonly [name: string, raw: string, median: string, passed: string])[] = [
  ['dense network, own model', '0.525 (0.504 to 0.549)', '0.512', '1 of 31'],
  ['recurrent network, own model', '0.508 (0.485 to 0.532)', '0.511', '0 of 31'],
  ['dense network, pooled, own prices', '0.515 (0.490 to 0.540)', '0.520', '1 of 31'],
  ['dense network, pooled, with the market', '0.509 (0.479 to 0.541)', '0.500', '1 of 31'],
  ['mean of the four pooled models', '0.520 (0.488 to 0.553)', '0.516', '1 of 31'],
];
