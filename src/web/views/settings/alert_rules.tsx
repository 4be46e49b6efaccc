import { useSignal } from '@preact/signals';
import { ask, rowsOf } from '../../api/ask.ts';
import { addAlertRule, alertRules, changeAlertRule, removeAlertRule } from '../../api/documents.ts';
import { useQuery } from '../../api/use_query.ts';
import { secondsOf } from '../../format/dates.ts';
import { duration } from '../../format/numbers.ts';
import { sentence } from '../../format/words.ts';
import { Answer, Empty } from '../../parts/answer.tsx';
import { DataTable } from '../../parts/data_table.tsx';
import { NumberField } from '../../parts/number_field.tsx';
import { Action } from '../../parts/operator.tsx';
import { spanOf } from './rules.ts';
import { type AlertRule, WATCHES, type Watch } from './watches.ts';

const A_DAY = 86_400;

const span = (stretch: AlertRule['period']): string => duration(secondsOf(stretch));

const raised = ({ watches, threshold, period }: AlertRule): string => WATCHES[watches].raised(threshold, span(period));

/** Which alerts there can be, and when each is raised. */
export function AlertRuleSection() {
  const asked = useQuery(alertRules, {}, 15_000);
  return (
    <section class="section">
      <h2>Alert rules</h2>
      <div class="actions">
        <NewRule />
      </div>
      <Answer asked={asked} what="alert rules">
        {({ mlAlertRules }) => <List rules={rowsOf(mlAlertRules)} />}
      </Answer>
    </section>
  );
}

function List({ rules }: { readonly rules: readonly AlertRule[] }) {
  return (
    <>
      {rules.length === 0 ? (
        <Empty title="Nothing is watched.">
          <p>No alert is raised and no hook is told, whatever happens.</p>
        </Empty>
      ) : (
        <DataTable
          caption="Alert rules"
          rows={rules}
          keyOf={({ name }) => name}
          columns={[
            {
              key: 'name',
              title: 'Rule',
              cell: (rule) => (
                <>
                  {rule.name} <span class="second faint">when {raised(rule)}</span>
                </>
              ),
            },
            {
              key: 'severity',
              title: 'Severity',
              cell: ({ severity, isEnabled }) => (isEnabled ? sentence(severity) : 'Switched off'),
            },
            {
              key: 'holds',
              title: 'Raised after',
              hint: 'For how long it must be so before the alert is raised',
              cell: ({ holdsFor }) => (secondsOf(holdsFor) === 0 ? 'at once' : span(holdsFor)),
            },
            {
              key: 'change',
              title: 'Change',
              cell: (rule) => (
                <div class="actions">
                  <Change key={JSON.stringify(rule)} rule={rule} />
                  <Action
                    label="Remove"
                    about={rule.name}
                    title={`Remove the rule “${rule.name}”?`}
                    done={`The rule ${rule.name} is removed`}
                    run={() => ask(removeAlertRule, { name: rule.name })}
                  >
                    <p>
                      Its alerts go with it, those of the past too. Switched off instead, it raises none and keeps them.
                    </p>
                  </Action>
                </div>
              ),
            },
          ]}
        />
      )}
    </>
  );
}

/** What an operator gives a rule, apart from its name and what it watches. */
type Given = Pick<AlertRule, 'threshold' | 'period' | 'holdsFor' | 'severity' | 'isEnabled'>;

function Change({ rule }: { readonly rule: AlertRule }) {
  const { threshold, period, holdsFor, severity, isEnabled } = rule;
  const given = useSignal<Given>({ threshold, period, holdsFor, severity, isEnabled });
  return (
    <Action
      label="Change"
      about={rule.name}
      title={`The rule “${rule.name}”`}
      done={`The rule ${rule.name} is changed`}
      run={() => ask(changeAlertRule, { name: rule.name, patch: given.value })}
    >
      <p>It holds from the next look on, which is within a minute. What it has raised and is no more so is resolved.</p>
      <label>
        <input
          type="checkbox"
          checked={given.value.isEnabled}
          onChange={({ currentTarget }) => (given.value = { ...given.value, isEnabled: currentTarget.checked })}
        />{' '}
        watches
      </label>
      <Fields
        watches={rule.watches}
        given={given.value}
        onInput={(part) => (given.value = { ...given.value, ...part })}
      />
    </Action>
  );
}

const NEW: Given = {
  threshold: 1,
  period: spanOf(A_DAY),
  holdsFor: spanOf(0),
  severity: 'warning',
  isEnabled: true,
};

function NewRule() {
  const name = useSignal('');
  const watches = useSignal<Watch>('sessions_without_prediction');
  const given = useSignal(NEW);
  return (
    <Action
      label="Add an alert rule"
      title="A further alert rule"
      done={`The rule ${name.value.trim()} is added`}
      run={() =>
        ask(addAlertRule, { rule: { name: name.value.trim(), watches: watches.value, ...given.value } }).then(() => {
          name.value = '';
        })
      }
    >
      <p>Several may watch the same, with other limits and severities.</p>
      <label class="stacked">
        What it is called
        <input
          type="text"
          required
          pattern=".*\S.*"
          value={name.value}
          onInput={({ currentTarget }) => (name.value = currentTarget.value)}
        />
      </label>
      <label class="stacked">
        What it watches
        <select
          value={watches.value}
          onChange={({ currentTarget }) => {
            const chosen = isWatch(currentTarget.value) ? currentTarget.value : watches.value;
            watches.value = chosen;
            given.value = { ...given.value, threshold: WATCHES[chosen].min };
          }}
        >
          {Object.entries(WATCHES).map(([key, { name: title }]) => (
            <option key={key} value={key}>
              {title}
            </option>
          ))}
        </select>
      </label>
      <Fields
        key={watches.value}
        watches={watches.value}
        given={given.value}
        onInput={(part) => (given.value = { ...given.value, ...part })}
      />
    </Action>
  );
}

const isWatch = (text: string): text is Watch => Object.hasOwn(WATCHES, text);

type FieldsProps = {
  readonly watches: Watch;
  readonly given: Given;
  readonly onInput: (part: Partial<Given>) => void;
};

function Fields({ watches, given, onInput }: FieldsProps) {
  const { unit, min, max, whole, looksBack } = WATCHES[watches];
  return (
    <>
      <NumberField
        label={`Limit, ${unit}`}
        min={min}
        max={max}
        step={whole ? 1 : 'any'}
        value={String(given.threshold)}
        onInput={({ valueAsNumber }) => onInput({ threshold: valueAsNumber })}
      />
      {looksBack && (
        <NumberField
          label="How far back it looks, in seconds"
          min={1}
          max={90 * A_DAY}
          value={String(secondsOf(given.period))}
          onInput={({ valueAsNumber }) => onInput({ period: spanOf(valueAsNumber) })}
        />
      )}
      <NumberField
        label="How long it must be so, in seconds"
        min={0}
        max={30 * A_DAY}
        value={String(secondsOf(given.holdsFor))}
        onInput={({ valueAsNumber }) => onInput({ holdsFor: spanOf(valueAsNumber) })}
      />
      <label class="stacked">
        Severity
        <select
          value={given.severity}
          onChange={({ currentTarget }) =>
            onInput({ severity: currentTarget.value === 'critical' ? 'critical' : 'warning' })
          }
        >
          <option value="warning">warning</option>
          <option value="critical">critical</option>
        </select>
      </label>
    </>
  );
}
