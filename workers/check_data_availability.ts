import type { Bars } from '../src/bars.ts';
import { readBars } from '../src/db/bars.ts';
import type { Queryable } from '../src/db/pool.ts';
import { writeQualityMetrics } from '../src/db/quality.ts';
import { type Policy, readPolicy } from '../src/db/runs.ts';
import { assessQuality, type QualityMetric } from '../src/quality/index.ts';
import type { InstrumentStep } from '../src/steps/step.ts';
import { counted, noun } from '../src/text.ts';

/** Step 1: is there enough history, and is it good enough? If not, the run ends as skipped, which is no failure. */
export const checkDataAvailability: InstrumentStep = {
  name: 'check_data_availability',
  async work({ run, db }) {
    const policy = await readPolicy(db, run.instrument_id);
    const bars = await readBars(db, run.instrument_id);
    const quality = assessQuality(bars, { minimumSessions: policy.minimumSessions }, new Date());
    const write = (client: Queryable) =>
      writeQualityMetrics(client, run.instrument_id, [...quality.metrics, scoreMetric(quality.score, policy)]);

    if (quality.tooShort) {
      const { missing } = quality.tooShort;
      return {
        write,
        skip: `too little history: ${quality.sessions} of at least ${policy.minimumSessions} sessions, ${missing} missing`,
      };
    }
    const impossible = impossibleSessions(bars);
    if (impossible.length > 0) {
      return {
        write,
        skip:
          `${impossible.length} of ${quality.sessions} sessions ${noun(impossible.length, 'has', 'have')} a price that is not positive, ` +
          `the first on ${impossible[0]}: correct or delete ${noun(impossible.length, 'it', 'them')}`,
      };
    }
    if (quality.score < policy.minimumQualityScore) {
      const invalid = quality.metrics.filter((metric) => !metric.isValid).map((metric) => metric.description);
      return {
        write,
        skip: `data quality ${quality.score.toFixed(2)} is below ${policy.minimumQualityScore}: ${invalid.join(' ')}`,
      };
    }
    return {
      write,
      summary: `${counted(quality.sessions, 'session')}, data quality ${quality.score.toFixed(2)}`,
      output: { sessions: quality.sessions, score: quality.score },
    };
  },
};

/** The score that all findings add up to: what predictions are called usable by. */
function scoreMetric(score: number, { minimumQualityScore }: Policy): QualityMetric {
  const isValid = score >= minimumQualityScore;
  return {
    name: 'quality_score',
    value: score,
    isValid,
    severity: isValid ? 'info' : 'critical',
    threshold: minimumQualityScore,
    description: `Data quality is ${score.toFixed(2)}; runs and predictions ask for ${minimumQualityScore} at least.`,
  };
}

/** Sessions whose prices nothing can be computed from: only an adopted table can hold them. */
const impossibleSessions = ({ dates, open, high, low, close }: Bars): string[] =>
  dates.filter((_, t) => !(Math.min(open[t], high[t], low[t], close[t]) > 0));
