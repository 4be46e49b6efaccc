import { isAsyncIterable, type subscribe } from 'postgraphile/grafast';
import type { Topic } from './change.ts';
import type { Changes } from './changes.ts';
import { createTurnstile } from './turnstile.ts';

type Results = ReturnType<typeof subscribe>;
type Source = Pick<Changes, 'subscribe'>;
type Preset = Grafast.ExecutionArgs['resolvedPreset'];

/** Gives each subscription its events, as fast as its results are taken, and no end in time. */
export const pacingPlugin = (changes: Changes | undefined): GraphileConfig.Plugin => ({
  name: 'PgaugurPacingPlugin',
  description: 'Hands events to subscriptions as fast as they are read',
  version: '1.0.0',
  grafast: {
    middleware: {
      subscribe: (next, { args }) => (changes ? paced(changes, args, next) : next()),
    },
  },
});

/** @param args what the subscription is executed with, to be changed before it is */
export async function paced(
  changes: Source,
  args: { contextValue?: unknown; resolvedPreset?: Preset },
  execute: () => Results,
): Promise<Awaited<Results>> {
  const turnstile = createTurnstile();
  args.contextValue = Object.assign({}, args.contextValue, {
    changes: { subscribe: (topic: Topic) => turnstile.events(changes.subscribe(topic)) },
  });
  args.resolvedPreset = withoutEnd(args.resolvedPreset);
  const results = await execute();
  if (isAsyncIterable(results)) turnstile.letIn(results);
  return results;
}

/** The time that execution may take is that of a request, and a subscription goes on for days. Each statement has its own. */
function withoutEnd(preset: Preset): Preset {
  if (!preset) return preset;
  const { execution: _, ...timeouts } = preset.grafast?.timeouts ?? {};
  return { ...preset, grafast: { ...preset.grafast, timeouts } };
}
