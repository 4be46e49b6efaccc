/** A figure as people read it, and what it is to be held against. */
export type Figure = readonly [name: string, value: string, beside?: string];

/** Figures of one thing, each under its name. */
export function FigureList({ figures }: { figures: readonly Figure[] }) {
  return (
    <dl class="figures">
      {figures.map(([name, value, beside]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            {value} {beside && <span class="faint">{beside}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
