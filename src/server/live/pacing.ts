import { isAsyncIterable } from 'postgraphile/grafast';
import type { Topic } from './change.ts';
import type { Changes } from './changes.ts';
import { createTurnstile } from './turnstile.ts';

/** Gives each subscription its events, as fast as its results are taken, and no end in time. */
export const pacingPlugin = (changes: Changes | undefined): GraphileConfig.Plugin => ({
  name: 'PgaugurPacingPlugin',
  description: 'Hands events to subscriptions as fast as they are read',
  version: '1.0.0',
  grafast: {
    middleware: {
      async subscribe(next, { args }) {
        const turnstile = createTurnstile();
        if (changes) {
          const paced = { subscribe: (topic: Topic) => turnstile.events(changes.subscribe(topic)) };
          args.contextValue = Object.assign({}, args.contextValue, { changes: paced });
        }
        args.resolvedPreset = withoutEnd(args.resolvedPreset);
        const results = await next();
        if (isAsyncIterable(results)) turnstile.letIn(results);
        return results;
      },
    },
  },
});

/** The time that execution may take is that of a request, and a subscription goes on for days. Each statement has its own. */
function withoutEnd(preset: GraphileConfig.ResolvedPreset | undefined): GraphileConfig.ResolvedPreset | undefined {
  if (!preset) return preset;
  const { execution: _, ...timeouts } = preset.grafast?.timeouts ?? {};
  return { ...preset, grafast: { ...preset.grafast, timeouts } };
}
