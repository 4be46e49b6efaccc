import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { ask } from '../../api/ask.ts';
import { type TryPortfolioVariables, tryPortfolio } from '../../api/documents.ts';
import { counted } from '../../format/numbers.ts';
import { NumberField } from '../../parts/number_field.tsx';
import { Action } from '../../parts/operator.tsx';
import { ChooseInstruments } from './choose_instruments.tsx';

type Rules = Omit<TryPortfolioVariables, 'symbols' | 'topN' | 'dropBelow'> & {
  readonly byRank: boolean;
  readonly topN: number;
  readonly dropBelow: number;
};

const RULES: Rules = {
  threshold: 0.6,
  maxPositions: 10,
  weighting: 'equal',
  direction: 'long_only',
  transactionCost: 0.001,
  slippage: 0,
  byRank: false,
  topN: 10,
  dropBelow: 20,
};

const WEIGHTS = ['equal', 'signal_strength'] as const;
const SIDES = ['long_only', 'long_short'] as const;

/** What was chosen of a list, its first where that is none of it. */
const chosenOf = <Choice extends string>(
  [first, ...others]: readonly [Choice, ...Choice[]],
  { currentTarget: { value } }: { readonly currentTarget: { readonly value: string } },
): Choice => others.find((one) => one === value) ?? first;

const variablesOf = (
  { byRank, topN, dropBelow, ...rules }: Rules,
  chosen: readonly string[],
): TryPortfolioVariables => ({
  ...rules,
  ...(byRank && { topN, dropBelow, maxPositions: topN }),
  symbols: chosen.length === 0 ? null : chosen,
});

/** Chooses instruments and rules, and has them traded. */
export function TryPortfolio() {
  const symbols = useSignal<readonly string[]>([]);
  const rules = useSignal<Rules>(RULES);
  const set = (changes: Partial<Rules>): void => {
    rules.value = { ...rules.peek(), ...changes };
  };
  const form = useRef<HTMLFormElement>(null);
  const chosen = symbols.value;
  const number = (
    name: 'threshold' | 'maxPositions' | 'transactionCost' | 'slippage' | 'topN' | 'dropBelow',
    label: string,
    step: number,
    min: number,
    max: number,
  ) => (
    <NumberField
      key={name}
      label={label}
      step={step}
      min={min}
      max={max}
      value={String(rules.value[name])}
      onInput={({ valueAsNumber }) => set({ [name]: valueAsNumber })}
    />
  );
  return (
    <details class="try">
      <summary>Try a portfolio</summary>
      <div class="try-fields">
        <form class="try-form" ref={form} onSubmit={(event) => event.preventDefault()}>
          <ChooseInstruments chosen={symbols} />
          <label class="stacked">
            What is held
            <select
              value={rules.value.byRank ? 'rank' : 'signal'}
              onChange={(event) => set({ byRank: event.currentTarget.value === 'rank' })}
            >
              <option value="signal">what signals</option>
              <option value="rank">the first of a pool</option>
            </select>
          </label>
          {rules.value.byRank ? (
            <>
              {number('topN', 'The first so many', 1, 1, 1000)}
              {number('dropBelow', 'Sold below rank', 1, rules.value.topN || 1, 10_000)}
            </>
          ) : (
            <>
              {number('threshold', 'BUY from (probability)', 0.01, 0.51, 0.99)}
              {number('maxPositions', 'Positions at a time', 1, 1, 1000)}
            </>
          )}
          {number('transactionCost', 'Cost per side (share)', 0.0001, 0, 0.1)}
          {number('slippage', 'Slippage per side (share)', 0.0001, 0, 0.1)}
          <label class="stacked">
            Weights
            <select value={rules.value.weighting} onChange={(event) => set({ weighting: chosenOf(WEIGHTS, event) })}>
              <option value="equal">equal</option>
              <option value="signal_strength">by strength of the signal</option>
            </select>
          </label>
          <label class="stacked">
            Sides
            <select value={rules.value.direction} onChange={(event) => set({ direction: chosenOf(SIDES, event) })}>
              <option value="long_only">long only</option>
              <option value="long_short">long and short</option>
            </select>
          </label>
        </form>
        <Action
          primary
          isReady={() => form.current?.reportValidity() ?? true}
          label="Run the backtest"
          title={`Trade ${chosen.length === 0 ? 'all instruments' : counted(chosen.length, 'instrument')} by these rules?`}
          done="The backtest is asked for"
          run={() => ask(tryPortfolio, variablesOf(rules.value, chosen))}
        >
          <p>
            A worker trades what was said live. It is one more try, and makes the best of all tries a little likelier to
            be luck.
          </p>
        </Action>
      </div>
    </details>
  );
}
