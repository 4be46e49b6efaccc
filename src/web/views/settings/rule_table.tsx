import { useSignal } from '@preact/signals';
import { secondsOf } from '../../format/dates.ts';
import { sentence } from '../../format/words.ts';
import { DataTable } from '../../parts/data_table.tsx';
import { NumberField } from '../../parts/number_field.tsx';
import { Action } from '../../parts/operator.tsx';
import { OWN_RULES, RULES, type Rule, type Rules, shown, spanOf, type Value } from './rules.ts';

type Props = {
  readonly caption: string;
  /** Whose they are, for the words of the question: "SPX", "all instruments". */
  readonly whose: string;
  readonly rules: Rules;
  /** Those of an instrument's own: what is not among them is the default. */
  readonly own?: Partial<Record<keyof Rules, Value | null>>;
  /** Null goes back to the default. */
  readonly onChange: (rule: Rule, value: Value | null) => Promise<unknown>;
};

/** Every rule with its value, and a button that changes it. */
export function RuleTable({ caption, whose, rules, own, onChange }: Props) {
  const isOwn = (rule: Rule): boolean => (own?.[rule.key] ?? null) !== null;
  return (
    <DataTable
      caption={caption}
      rows={own ? OWN_RULES : RULES}
      keyOf={({ key }) => key}
      columns={[
        {
          key: 'name',
          title: 'Rule',
          cell: ({ name, hint }) => (
            <>
              {name} <span class="second faint">{hint}</span>
            </>
          ),
        },
        {
          key: 'value',
          title: 'Value',
          cell: (rule) => (
            <>
              <strong>{shown(rule, rules[rule.key])}</strong>
              {own && <span class="second faint">{isOwn(rule) ? 'its own' : 'the default'}</span>}
            </>
          ),
        },
        {
          key: 'change',
          title: 'Change',
          cell: (rule) => (
            <Change
              key={`${rule.key} ${shown(rule, rules[rule.key])}`}
              rule={rule}
              whose={whose}
              value={rules[rule.key]}
              canReset={isOwn(rule)}
              onChange={onChange}
            />
          ),
        },
      ]}
    />
  );
}

type ChangeProps = Pick<Props, 'whose' | 'onChange'> & {
  readonly rule: Rule;
  readonly value: Value;
  readonly canReset: boolean;
};

function Change({ rule, whose, value, canReset, onChange }: ChangeProps) {
  const given = useSignal<Value>(value);
  const isReset = useSignal(false);
  return (
    <Action
      label="Change"
      about={rule.name}
      title={`${sentence(rule.name)}, for ${whose}`}
      done={`${rule.name} of ${whose} is changed`}
      run={() => onChange(rule, isReset.value ? null : given.value)}
    >
      <p>{rule.hint}. It holds from now on; what was said stays as it was said.</p>
      {canReset && (
        <label>
          <input
            type="checkbox"
            checked={isReset.value}
            onChange={(event) => (isReset.value = event.currentTarget.checked)}
          />{' '}
          back to the default
        </label>
      )}
      {!isReset.value && <Field rule={rule} value={given.value} onInput={(next) => (given.value = next)} />}
    </Action>
  );
}

type FieldProps = { readonly rule: Rule; readonly value: Value; readonly onInput: (value: Value) => void };

function Field({ rule: { name, kind }, value, onInput }: FieldProps) {
  switch (kind.is) {
    case 'yes or no':
      return (
        <label>
          <input type="checkbox" checked={value === true} onChange={(event) => onInput(event.currentTarget.checked)} />{' '}
          {name}
        </label>
      );
    case 'choice':
      return (
        <label class="stacked">
          {name}
          <select value={String(value)} onChange={(event) => onInput(event.currentTarget.value)}>
            {kind.of.map((one) => (
              <option key={one} value={one}>
                {one.replaceAll('_', ' ')}
              </option>
            ))}
          </select>
        </label>
      );
    case 'text':
      return (
        <label class="stacked">
          {name}
          <input type="text" required value={String(value)} onInput={(event) => onInput(event.currentTarget.value)} />
        </label>
      );
    case 'seconds':
      return (
        <NumberField
          label={`${name}, in seconds`}
          min={0}
          max={kind.max}
          value={typeof value === 'object' ? String(secondsOf(value)) : ''}
          onInput={({ valueAsNumber }) => onInput(spanOf(valueAsNumber))}
        />
      );
    case 'amount':
      // As text: it has more digits than a number keeps.
      return (
        <NumberField
          label={`${name}, ${kind.unit}`}
          min={kind.min}
          max={kind.max}
          value={String(value)}
          onInput={(field) => onInput(field.value)}
        />
      );
    default:
      return (
        <NumberField
          label={kind.is === 'share' ? `${name} (a share of 1)` : name}
          min={kind.min}
          max={kind.max}
          step={kind.is === 'count' ? 1 : 'any'}
          value={String(value)}
          onInput={({ valueAsNumber }) => onInput(valueAsNumber)}
        />
      );
  }
}
