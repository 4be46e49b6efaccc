import { useSignal } from '@preact/signals';
import { ask, rowsOf } from '../../api/ask.ts';
import { addHoliday, holidays, removeHoliday, type Settings } from '../../api/documents.ts';
import { useQuery } from '../../api/use_query.ts';
import { session } from '../../format/dates.ts';
import { Answer, Empty } from '../../parts/answer.tsx';
import { DataTable } from '../../parts/data_table.tsx';
import { Action } from '../../parts/operator.tsx';
import { place, setQuery } from '../../parts/router.ts';

type Exchange = NonNullable<NonNullable<Settings['exchanges']>['nodes'][number]>;

const nameOf = ({ name, micCode }: Exchange): string => (micCode ? `${name} (${micCode})` : name);

/** Days on which an exchange is closed: no session is expected then, and target dates skip them. */
export function HolidaySection({ exchanges }: { readonly exchanges: readonly Exchange[] }) {
  const chosen = exchanges.find(({ id }) => String(id) === place.value.query.get('exchange')) ?? exchanges[0];
  return (
    <section class="section">
      <div class="section-head">
        <h2>Holidays</h2>
        {exchanges.length > 1 && (
          <select
            aria-label="Of which exchange"
            value={String(chosen?.id)}
            onChange={(event) => setQuery({ exchange: event.currentTarget.value })}
          >
            {exchanges.map((one) => (
              <option key={one.id} value={String(one.id)}>
                {nameOf(one)}
              </option>
            ))}
          </select>
        )}
      </div>
      {chosen ? (
        <Holidays key={chosen.id} exchange={chosen} />
      ) : (
        <Empty title="No exchange is known yet.">
          <p>Instruments that are imported with --exchange bring theirs.</p>
        </Empty>
      )}
    </section>
  );
}

/** Those that are over move no date any more. */
const aMonthAgo = (): string => new Date(Date.now() - 30 * 86_400_000).toISOString().slice(0, 10);

function Holidays({ exchange }: { readonly exchange: Exchange }) {
  const asked = useQuery(holidays, { exchangeId: exchange.id, from: aMonthAgo() }, 15_000);
  const date = useSignal('');
  const name = useSignal('');
  return (
    <>
      <div class="actions">
        <Action
          label="Add a holiday"
          title={`A day on which ${nameOf(exchange)} is closed`}
          done="The holiday is added"
          run={() => ask(addHoliday, { exchangeId: exchange.id, date: date.value, name: name.value.trim() || null })}
        >
          <p>No session is expected on it, and dates of seven sessions ahead skip it.</p>
          <label class="stacked">
            Day
            <input
              type="date"
              required
              value={date.value}
              onInput={(event) => (date.value = event.currentTarget.value)}
            />
          </label>
          <label class="stacked">
            What it is called
            <input type="text" value={name.value} onInput={(event) => (name.value = event.currentTarget.value)} />
          </label>
        </Action>
      </div>
      <Answer asked={asked} what="holidays">
        {({ exchangeHolidays }) => {
          const rows = rowsOf(exchangeHolidays);
          return rows.length === 0 ? (
            <Empty title={`No coming holiday of ${nameOf(exchange)} is known.`}>
              <p>Its sessions are then those of its newest eight weeks of prices.</p>
            </Empty>
          ) : (
            <DataTable
              scrolls
              caption={`Holidays of ${nameOf(exchange)}, from a month ago on`}
              rows={rows}
              keyOf={({ holidayDate }) => holidayDate}
              columns={[
                { key: 'date', title: 'Day', cell: ({ holidayDate }) => session(holidayDate) },
                { key: 'name', title: 'Name', cell: (one) => one.name ?? '–' },
                {
                  key: 'remove',
                  title: 'Remove',
                  cell: (one) => (
                    <Action
                      label="Remove"
                      about={session(one.holidayDate)}
                      title={`Is ${nameOf(exchange)} open on ${session(one.holidayDate)}?`}
                      done="The holiday is removed"
                      run={() => ask(removeHoliday, { exchangeId: exchange.id, date: one.holidayDate })}
                    >
                      <p>A session is expected on it from then on.</p>
                    </Action>
                  ),
                },
              ]}
            />
          );
        }}
      </Answer>
    </>
  );
}
