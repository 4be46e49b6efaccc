import { logLoss } from '../../metrics/log_loss.ts';
import { createRandom, type Random } from '../../random.ts';
import type { FitRequest } from '../family.ts';
import { sigmoid } from '../gbt/logistic.ts';
import type { RowRange } from '../rows/split.ts';
import { createAdam } from './adam.ts';
import { blockInputs, blockRows, coveringStarts } from './blocks.ts';
import { type Batch, lossAndGradient } from './gradient.ts';
import { initialWeights, type Network } from './network.ts';
import type { NetworkParams } from './params.ts';
import { predictMargins } from './predict.ts';
import type { RowMajor } from './standardise.ts';
import type { Arithmetic } from './work.ts';

type NetworkFitInput = {
  readonly network: Network;
  readonly params: NetworkParams['params'];
  readonly x: RowMajor;
  readonly labels: Uint8Array;
  readonly train: RowRange;
  readonly validation?: RowRange;
  /** Epochs to train; at most, with validation rows. */
  readonly epochs: number;
  readonly seed: number;
  readonly onEpoch?: FitRequest['onRound'];
};

type NetworkFit = {
  readonly weights: Float32Array;
  /** What turns the network's margin into log-odds: takes back what balanced classes added. */
  readonly offset: number;
  /** Epochs after which the weights stood as they are. */
  readonly epochs: number;
};

/** Epochs without a better validation log-loss after which training stops. */
const PATIENCE = 8;

/** Independent uses of one seed. */
const STREAM = { weights: 0, order: 1, dropout: 2 } as const;

/**
 * Trains with mini-batches of blocks in seeded order; with validation rows, stops early and keeps the best epoch's
 * weights. Looks at the training rows only, and at the rows before the validation's to look back on. The same input and
 * seed give the same weights to the last bit on the same backend.
 */
export function fitNetwork(arithmetic: Arithmetic, input: NetworkFitInput): NetworkFit {
  const { network, params, x, labels, train, validation, epochs, seed, onEpoch } = input;
  const { byClass, offset } = params.balance === 1 ? balanced(labels, train) : { byClass: [1, 1], offset: 0 };
  const weights = initialWeights(network, createRandom(seed, STREAM.weights));
  const step = createAdam(network.weights, params.learning_rate, params.weight_decay);
  const order = createRandom(seed, STREAM.order);
  const masksFor = createDropout(network, createRandom(seed, STREAM.dropout), params.dropout);
  const rowsPerStep = params.batch_size;

  let best = { loss: Number.POSITIVE_INFINITY, epoch: 0, weights: new Float32Array() };
  for (let epoch = 1; epoch <= epochs; epoch++) {
    let sum = 0;
    for (const starts of shuffledBatches(network, train, rowsPerStep, order)) {
      const { loss, gradient } = lossAndGradient(arithmetic, network, weights, batchOf(starts));
      step(weights, gradient);
      sum += loss * rowsPerStep;
    }
    const loss = validation ? validationLoss(validation) : Number.NaN;
    onEpoch?.(epoch, sum / (train[1] - train[0]), loss);
    if (!validation) continue;
    if (loss < best.loss) best = { loss, epoch, weights: weights.slice() };
    if (epoch - best.epoch >= PATIENCE) break;
  }
  // No best: no validation rows, or a loss that was never a number.
  return best.epoch > 0 ? { weights: best.weights, offset, epochs: best.epoch } : { weights, offset, epochs };

  function validationLoss(rows: RowRange): number {
    const found = predictMargins(arithmetic, network, weights, x, rows, [train[0], rows[1]]);
    return logLoss(
      labels.subarray(...rows),
      found.map((margin) => sigmoid(margin + offset)),
    );
  }

  function batchOf(starts: readonly number[]): Batch {
    const length = network.trainingBlock;
    const rows = blockRows({ starts, length });
    const inside = (row: number) => row >= train[0] && row < train[1];
    return {
      inputs: blockInputs(x, train, network.sessions, { starts, length }),
      length,
      labels: Float32Array.from(rows, (row) => (inside(row) ? labels[row] : 0)),
      // Divided by a full batch, so that rows weigh the same in the last, smaller one.
      rowWeights: Float32Array.from(rows, (row) => (inside(row) ? byClass[labels[row]] / rowsPerStep : 0)),
      masks: masksFor(rows.length),
    };
  }
}

/**
 * Weights with which both classes sum to half of the rows. Trained with them, a network's odds are too high by the
 * ratio of the weights; the offset, minus its logarithm, takes that back, so probabilities keep their base rate.
 */
function balanced(labels: Uint8Array, [from, to]: RowRange): { byClass: number[]; offset: number } {
  const rows = to - from;
  const positives = labels.subarray(from, to).reduce((sum, label) => sum + label, 0);
  const byClass = [rows / (2 * (rows - positives)), rows / (2 * positives)];
  return { byClass, offset: -Math.log(byClass[1] / byClass[0]) };
}

/** An epoch's batches of block starts. Where blocks begin moves from epoch to epoch, so neighbours change. */
function shuffledBatches({ trainingBlock }: Network, [from, to]: RowRange, rows: number, random: Random): number[][] {
  const starts = coveringStarts([from - random.below(trainingBlock), to], trainingBlock);
  for (let i = starts.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [starts[i], starts[j]] = [starts[j], starts[i]];
  }
  const size = Math.max(1, Math.round(rows / trainingBlock));
  return Array.from({ length: Math.ceil(starts.length / size) }, (_, i) => starts.slice(i * size, (i + 1) * size));
}

/** Gives the masks of a step, which switch units off and scale up those that stay. */
function createDropout({ dropped }: Network, { next }: Random, rate: number): (rows: number) => Float32Array[] {
  if (rate === 0) return () => [];
  const kept = 1 / (1 - rate);
  const mask = (length: number) => {
    const values = new Float32Array(length);
    for (let i = 0; i < length; i++) values[i] = next() < rate ? 0 : kept;
    return values;
  };
  return (rows) => dropped.map((units) => mask(rows * units));
}
