import { useSignal } from '@preact/signals';
import { ask } from '../../api/ask.ts';
import { type Model, promote, rollback } from '../../api/documents.ts';
import { Action } from '../../parts/operator.tsx';

type Found = NonNullable<Model['mlModel']>;

/** What operators may do with a model: put it into production, or put the one before back in its place. */
export function ModelActions({ found }: { readonly found: Found }) {
  const { id, modelVersion, status, isProduction, instrument } = found;
  const reason = useSignal('');
  const symbol = instrument?.symbol ?? '';
  if (isProduction) {
    return (
      <div class="actions">
        <Action
          label="Roll back"
          title={`Put the production model before ${modelVersion} of ${symbol} back?`}
          done={`The former model of ${symbol} is back in production`}
          run={() => ask(rollback, { symbol, exchange: instrument?.exchange?.micCode ?? null })}
        >
          <p>
            {modelVersion} leaves production, and a run scores with the former one. What was predicted stays as it was
            said.
          </p>
        </Action>
      </div>
    );
  }
  // One whose artifact is gone scores nothing any more.
  if ((status !== 'testing' && status !== 'deprecated') || found.modelFileHash === null) return null;
  return (
    <div class="actions">
      <Action
        label="Promote"
        title={`Put ${modelVersion} of ${symbol} into production?`}
        done={`${modelVersion} of ${symbol} is in production`}
        run={() => ask(promote, { modelId: id, reason: reason.value })}
      >
        <p>
          Whatever gate and comparison said. A model that has not passed the gate goes on to say HOLD. Who did it and
          why is written down.
        </p>
        <label class="stacked">
          Why
          <input
            type="text"
            required
            value={reason.value}
            onInput={(event) => (reason.value = event.currentTarget.value)}
          />
        </label>
      </Action>
    </div>
  );
}
