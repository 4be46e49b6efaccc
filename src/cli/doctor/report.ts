import { table } from '../terminal/table.ts';
import { style } from '../terminal/text.ts';

/**
 * - `ok`: used, or would be, as it should.
 * - `slow`: a worse substitute is used.
 * - `none`: optional, and not there.
 * - `missing`: pgaugur cannot do its work without it.
 */
export type State = 'ok' | 'slow' | 'none' | 'missing';

/** What was found about one thing. */
export type Finding = {
  /** What it is called in JSON. */
  readonly key: string;
  readonly name: string;
  readonly state: State;
  /** The first says what would be used, the others why not something better. */
  readonly lines: readonly string[];
  /** The same for a program: plain values. */
  readonly facts: Readonly<Record<string, unknown>>;
};

const STYLES = { ok: 'green', slow: 'yellow', none: 'dim', missing: 'red' } as const;

export function reportLines(findings: readonly Finding[]): string[] {
  const rows = findings.flatMap(({ name, state, lines }) =>
    lines.map((line, i) => (i === 0 ? [name, style(STYLES[state], state), line] : ['', '', line])),
  );
  const missing = missingOf(findings);
  return [
    ...table(['what', 'state', 'found'], rows, { wrap: true }),
    '',
    missing.length === 0
      ? 'pgaugur has all that it needs here.'
      : `pgaugur cannot work here without ${missing.join(' and ')}.`,
  ];
}

/** One object: `ok`, and per finding its state and facts. */
export function reportJson(findings: readonly Finding[]): Record<string, unknown> {
  return {
    ok: missingOf(findings).length === 0,
    ...Object.fromEntries(findings.map(({ key, state, facts }) => [key, { state, ...facts }])),
  };
}

export const missingOf = (findings: readonly Finding[]): string[] =>
  findings.filter(({ state }) => state === 'missing').map(({ name }) => name);
