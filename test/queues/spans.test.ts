import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { after, before, describe, test } from 'node:test';
import { type Context, context, ROOT_CONTEXT, type Span, type Tracer, trace } from '@opentelemetry/api';
import { createLog } from '../../src/env/log.ts';
import { startBossWorker } from '../../src/queues/boss_worker.ts';
import { startStepSpan } from '../../src/queues/step_span.ts';
import { ownDatabase } from '../support/own_database.ts';
import { until } from '../support/until.ts';

type Recorded = { readonly name: string; readonly id: string; readonly parent: string | undefined };

/** What an SDK brings: something that records spans, and something that knows within which one the code is. */
function registerRecorder(ended: Recorded[]): void {
  const active = new AsyncLocalStorage<Context>();
  context.setGlobalContextManager({
    active: () => active.getStore() ?? ROOT_CONTEXT,
    with: (within, run, self, ...args) => active.run(within, () => Reflect.apply(run, self, args)),
    bind: (_, target) => target,
    enable: () => assert.fail('nobody asks for it'),
    disable() {
      active.disable();
      return this;
    },
  });
  let started = 0;
  const tracer: Tracer = {
    startSpan(name, _options, within = context.active()) {
      const id = String(++started).padStart(16, '0');
      const parent = trace.getSpan(within)?.spanContext().spanId;
      const span: Span = {
        ...trace.wrapSpanContext({ traceId: '1'.repeat(32), spanId: id, traceFlags: 1 }),
        spanContext: () => ({ traceId: '1'.repeat(32), spanId: id, traceFlags: 1 }),
        setAttribute: () => span,
        addLinks: () => span,
        end: () => void ended.push({ name, id, parent }),
      };
      return span;
    },
    startActiveSpan: () => assert.fail('nobody asks for it'),
  };
  assert.ok(trace.setGlobalTracerProvider({ getTracer: () => tracer }));
}

describe('spans of a long step', () => {
  const database = ownDatabase();
  const db = database.pool();
  const ended: Recorded[] = [];
  before(() => registerRecorder(ended));
  after(() => {
    trace.disable();
    context.disable();
  });

  test('are those of pg-boss, and within the one of its job that of the attempt', async () => {
    const worker = await startBossWorker({
      databaseUrl: database.url,
      schema: database.schema,
      role: 'pgaugur_worker',
      concurrency: 1,
      tasks: {
        train_model: async () => {
          const span = startStepSpan({ runId: 1, name: 'train_model', attempt: 1 });
          span.ended('succeeded');
          span.end();
        },
      },
      longSteps: ['train_model'],
      scheduledJobs: [],
      db,
      log: createLog('silent'),
    });
    try {
      await worker.takeJobs();
      await db.query("select enqueue_step('train_model', '{1}')");
      const named = (name: string) => ended.find((span) => span.name === name);
      await until(async () => named('process train_model') !== undefined, 'the job to be done');
      const [job, attempt, completed] = ['process train_model', 'step train_model', 'complete train_model'].map(named);
      assert.deepEqual([attempt?.parent, completed?.parent], [job?.id, job?.id]);
    } finally {
      await worker.stop();
    }
  });
});
