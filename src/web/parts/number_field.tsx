import { useSignal } from '@preact/signals';

type Props = {
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly step?: number | 'any';
  /** What it begins with. */
  readonly value: string;
  readonly onInput: (field: HTMLInputElement) => void;
};

/** A number that is typed. What was typed stays as it is, so that "0." can become 0.6. */
export function NumberField({ label, min, max, step = 'any', value, onInput }: Props) {
  const typed = useSignal(value);
  return (
    <label class="stacked">
      {label}
      <input
        type="number"
        required
        min={min}
        max={max}
        step={step}
        value={typed.value}
        onInput={({ currentTarget }) => {
          typed.value = currentTarget.value;
          onInput(currentTarget);
        }}
      />
    </label>
  );
}
