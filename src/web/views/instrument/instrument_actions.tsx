import { useSignal } from '@preact/signals';
import { ask } from '../../api/ask.ts';
import { backfill, pauseInstrument, resumeInstrument, train } from '../../api/documents.ts';
import { Action } from '../../parts/operator.tsx';

type Props = {
  readonly id: number;
  readonly symbol: string;
  readonly exchange: string | null;
  readonly isPaused: boolean;
};

/** What operators may do with an instrument. */
export function InstrumentActions({ id, symbol, exchange, isPaused }: Props) {
  const from = useSignal('');
  const to = useSignal('');
  return (
    <div class="actions">
      <Action
        label="Train"
        title={`Train ${symbol} anew?`}
        done={`A training of ${symbol} is asked for`}
        run={() => ask(train, { id })}
      >
        <p>
          A run begins as soon as a worker is free. The model takes over if it is not worse than the one that serves.
        </p>
      </Action>
      <Action
        label="Backfill"
        title={`Predictions of ${symbol} for the past?`}
        done={`Predictions of ${symbol} are asked for`}
        run={() => ask(backfill, { symbol, exchange, from: from.value, to: to.value })}
      >
        <p>
          What the serving model would have said. It counts in no track record: the model may have learned from the
          outcomes.
        </p>
        <label class="stacked">
          From
          <input
            type="date"
            required
            value={from.value}
            onInput={(event) => (from.value = event.currentTarget.value)}
          />
        </label>
        <label class="stacked">
          To
          <input type="date" required value={to.value} onInput={(event) => (to.value = event.currentTarget.value)} />
        </label>
      </Action>
      {isPaused ? (
        <Action
          label="Resume"
          title={`Go on with ${symbol}?`}
          done={`${symbol} goes on`}
          run={() => ask(resumeInstrument, { id })}
        >
          <p>Prices that came meanwhile start a run.</p>
        </Action>
      ) : (
        <Action
          label="Pause"
          title={`Pause ${symbol}?`}
          done={`${symbol} is paused`}
          run={() => ask(pauseInstrument, { id })}
        >
          <p>New prices start no run until somebody goes on with it. What was predicted stays.</p>
        </Action>
      )}
    </div>
  );
}
