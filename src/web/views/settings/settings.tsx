import { ask, rowsOf } from '../../api/ask.ts';
import { changeDefaults, type Settings, settings } from '../../api/documents.ts';
import { useQuery } from '../../api/use_query.ts';
import { count } from '../../format/numbers.ts';
import { Answer, Empty } from '../../parts/answer.tsx';
import { DataTable } from '../../parts/data_table.tsx';
import { AlertRuleSection } from './alert_rules.tsx';
import { HolidaySection } from './holidays.tsx';
import { RuleTable } from './rule_table.tsx';
import { OWN_RULES, shown } from './rules.ts';

/** What the pipeline goes by: calendars of exchanges, the policy, and what raises alerts. */
export function SettingsView() {
  const asked = useQuery(settings, {}, 15_000);
  return (
    <Answer asked={asked} what="settings">
      {(found) => {
        const [rules] = rowsOf(found.mlPipelineDefaults);
        return (
          <>
            <p class="lead">What the pipeline goes by. Everybody may read it; operators change it.</p>
            <HolidaySection exchanges={rowsOf(found.exchanges)} />
            {rules && (
              <section class="section">
                <h2>Rules for all instruments</h2>
                <RuleTable
                  caption="Rules for all instruments"
                  whose="all instruments"
                  rules={rules}
                  onChange={({ key }, value) => ask(changeDefaults, { patch: { [key]: value } })}
                />
              </section>
            )}
            <Exceptions found={found} />
            <AlertRuleSection />
          </>
        );
      }}
    </Answer>
  );
}

/** Instruments with rules of their own, which their view changes. */
function Exceptions({ found: { mlPipelinePolicies } }: { readonly found: Settings }) {
  const rows = rowsOf(mlPipelinePolicies);
  const total = mlPipelinePolicies?.totalCount ?? 0;
  return (
    <section class="section">
      <h2>Instruments with rules of their own</h2>
      {rows.length === 0 ? (
        <Empty title="All go by the rules above.">
          <p>The view of an instrument changes its own.</p>
        </Empty>
      ) : (
        <>
          <DataTable
            caption="Instruments with rules of their own"
            rows={rows}
            keyOf={({ instrumentId }) => instrumentId}
            columns={[
              {
                key: 'symbol',
                title: 'Instrument',
                cell: (row) => <a href={`/instruments/${row.instrumentId}`}>{row.instrument?.symbol}</a>,
              },
              {
                key: 'rules',
                title: 'Its own rules',
                cell: (row) =>
                  OWN_RULES.filter(({ key }) => row[key] !== null)
                    .map((rule) => `${rule.name}: ${shown(rule, row[rule.key])}`)
                    .join('; ') || 'none of those above',
              },
            ]}
          />
          {total > rows.length && (
            <p class="faint">
              {count(rows.length)} of {count(total)}.
            </p>
          )}
        </>
      )}
    </section>
  );
}
