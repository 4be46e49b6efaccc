import '../../../src/server/graphile_mode.ts';

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'graphql';
import { postgraphile } from 'postgraphile';
import {
  access,
  hookArgs,
  isAsyncIterable,
  listen,
  loadOne,
  makeGrafastSchema,
  type Step,
  subscribe,
} from 'postgraphile/grafast';
import { defaultPreset } from 'postgraphile/graphile-build';
import type { Change } from '../../../src/server/live/change.ts';
import { createMailbox } from '../../../src/server/live/mailbox.ts';
import { paced } from '../../../src/server/live/pacing.ts';
import { source } from '../../../src/server/live/subscriptions.ts';
import { until } from '../../support/until.ts';

/** A subscription to what is put into a mailbox. Each event is worked out in `load`, as rows are. */
async function subscribed(load: (reasons: readonly string[]) => Promise<readonly string[]>) {
  const mailbox = createMailbox({ mostIds: 10, paceMilliseconds: 0, onEnd: () => {} });
  const schema = makeGrafastSchema({
    typeDefs: 'type Query { nothing: Int } type Subscription { told: String }',
    objects: {
      Subscription: {
        plans: {
          told: {
            subscribePlan: () => listen(source(), 'runs'),
            plan: ($change: Step<Change>) => loadOne(access<string>($change, ['readAgain']), load),
          },
        },
      },
    },
  });
  const anyApi = postgraphile({ extends: [defaultPreset], grafast: { timeouts: { execution: 1 } } });
  const { resolvedPreset } = await anyApi.getSchemaResult();
  const document = parse('subscription { told }');
  const args = await hookArgs({
    schema,
    document,
    resolvedPreset,
    requestContext: {},
    contextValue: {},
  });
  const results = await paced({ subscribe: () => mailbox }, args, () => subscribe(args));
  assert.ok(isAsyncIterable(results));
  return { mailbox, results };
}

const said = (readAgain: string) => ({ ids: [], readAgain });

test('a subscription goes on for longer than a request may take', async () => {
  const { mailbox, results } = await subscribed(async (reasons) => reasons);
  for (const reason of ['one', 'two', 'three']) {
    await sleep(5);
    mailbox.put(said(reason));
    const { value } = await results.next();
    assert.deepEqual(JSON.parse(JSON.stringify(value)), { data: { told: reason } });
  }
  await results.return();
});

test('what a client has not taken is not worked out', async () => {
  const loaded: string[] = [];
  const { mailbox, results } = await subscribed(async (reasons) => {
    loaded.push(...reasons);
    return reasons;
  });
  mailbox.put(said('one'));
  await results.next();
  for (const reason of ['two', 'three', 'four']) {
    mailbox.put(said(reason));
    await sleep(2);
  }
  assert.deepEqual(loaded, ['one']);
  await results.next();
  assert.deepEqual(loaded, ['one', 'two'], 'and then all of it at once');
  await results.return();
});

test('who goes away while nothing happens is forgotten at once', async () => {
  const { mailbox, results } = await subscribed(async (reasons) => reasons);
  const waiting = results.next();
  await results.return();
  assert.equal((await waiting).done, true);
  await until(async () => (await mailbox.next()).done === true, 'the mailbox to end', 5);
});
