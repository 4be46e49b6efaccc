import { SpanStatusCode, trace } from '@opentelemetry/api';
import { release } from '../env/package_root.ts';

/** Does nothing until a program registers an SDK of OpenTelemetry, and may be made before that. */
const tracer = trace.getTracer('pgaugur', release);

/** How an attempt of a step ended. */
export type StepEnd = 'succeeded' | 'skipped' | 'failed' | 'given back' | 'refused';

export type StepSpan = {
  ended(how: StepEnd, error?: unknown): void;
  /** To be called whatever happened. */
  end(): void;
};

/** The span of one attempt: within that of pg-boss where it took the job, else one by itself. */
export function startStepSpan(step: { runId: number; name: string; attempt: number }): StepSpan {
  const span = tracer.startSpan(`step ${step.name}`, {
    attributes: {
      'pgaugur.run.id': step.runId,
      'pgaugur.step': step.name,
      'pgaugur.attempt': step.attempt,
    },
  });
  return {
    ended(how, error) {
      span.setAttribute('pgaugur.step.end', how);
      if (how !== 'failed') return;
      span.recordException(error instanceof Error ? error : String(error));
      span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.message : String(error) });
    },
    end: () => span.end(),
  };
}
