import { type Signal, useSignal } from '@preact/signals';
import { rowsOf } from '../../api/ask.ts';
import { type Matches, matches } from '../../api/documents.ts';
import { useKept, useQuery } from '../../api/use_query.ts';
import { count, counted } from '../../format/numbers.ts';
import { SearchField } from '../../parts/search_field.tsx';
import { filterOf } from '../today/choice.ts';

type Match = NonNullable<NonNullable<Matches['todaysForecasts']>['nodes'][number]>;

/** Chooses some of thousands: those that were found are ticked, and stay chosen while others are searched for. */
export function ChooseInstruments({ chosen }: { readonly chosen: Signal<readonly string[]> }) {
  const search = useSignal('');
  const asked = useKept(useQuery(matches, { filter: filterOf('all', search.value) }, 60_000));
  const found = rowsOf(asked.data?.todaysForecasts);
  const more = (asked.data?.todaysForecasts?.totalCount ?? 0) - found.length;
  // Of several with a symbol the server asks which is meant.
  const named = ({ instrumentId, symbol, exchange }: Match): string =>
    found.some((other) => other.symbol === symbol && other.instrumentId !== instrumentId)
      ? `${symbol}@${exchange ?? instrumentId}`
      : symbol;
  const toggle = (symbol: string): void => {
    const now = chosen.peek();
    chosen.value = now.includes(symbol) ? now.filter((one) => one !== symbol) : [...now, symbol];
  };
  return (
    <fieldset class="choose">
      <legend>
        Instruments: {chosen.value.length === 0 ? 'all' : counted(chosen.value.length, 'chosen', 'chosen')}
      </legend>
      {chosen.value.length > 0 && (
        <ul class="chips" aria-label="Chosen instruments">
          {chosen.value.map((symbol) => (
            <li key={symbol}>
              <button type="button" onClick={() => toggle(symbol)}>
                <span class="unseen">Leave out </span>
                {symbol} <span aria-hidden="true">×</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <SearchField
        label="Search instruments by symbol or name"
        placeholder="Symbol or name"
        value={search.value}
        onSearch={(text) => (search.value = text)}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls is reached by keyboard */}
      <section class="matches" tabIndex={0} aria-label="Instruments that were found">
        {found.map((one) => (
          <label key={one.instrumentId}>
            <input type="checkbox" checked={chosen.value.includes(named(one))} onChange={() => toggle(named(one))} />{' '}
            {named(one)}
            {one.name && <span class="faint"> {one.name}</span>}
          </label>
        ))}
        {found.length === 0 && asked.data && <span class="faint">Nothing matches.</span>}
        {more > 0 && <span class="faint">and {count(more)} more: search for them</span>}
      </section>
    </fieldset>
  );
}
