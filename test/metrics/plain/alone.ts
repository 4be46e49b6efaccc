import { logLoss } from '../../../src/metrics/log_loss.ts';
import { rocAuc } from '../../../src/metrics/roc_auc.ts';
import type { MetricName } from '../../../src/metrics/test_metrics.ts';
import { accuracy } from './accuracy.ts';
import type { Metric } from './bootstrap_interval.ts';
import { brierScore } from './brier_score.ts';
import { f1Score } from './f1_score.ts';
import { precision } from './precision.ts';
import { recall } from './recall.ts';

const baseRate: Metric = (labels) => Array.from(labels).reduce((sum, label) => sum + label, 0) / labels.length;
const majority: Metric = (labels, scores) => Math.max(baseRate(labels, scores), 1 - baseRate(labels, scores));
/** Each metric of the test range by its plain definition, a signal being a probability from 0.7. */
export const ALONE: Readonly<Record<MetricName, Metric>> = {
  rocAuc,
  accuracy,
  baseRate,
  majorityAccuracy: majority,
  accuracyOverMajority: (labels, scores) => accuracy(labels, scores) - majority(labels, scores),
  f1: f1Score,
  precision,
  recall,
  signalPrecision: (labels, scores) => precision(labels, scores, 0.7),
  signalRecall: (labels, scores) => recall(labels, scores, 0.7),
  logLoss,
  brier: brierScore,
};
