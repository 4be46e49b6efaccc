import type { Metric } from '../../db/metrics.ts';

/** @see https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format */
export const PROMETHEUS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** Prometheus' text format: help and type once for each name, then its samples. Metrics of a name stand together. */
export function prometheusText(metrics: readonly Metric[]): string {
  const lines: string[] = [];
  let current: string | undefined;
  for (const { name, help, labels, value } of metrics) {
    if (value === null) continue;
    if (name !== current) lines.push(`# HELP ${name} ${escaped(help)}`, `# TYPE ${name} gauge`);
    current = name;
    lines.push(`${name}${labelText(labels)} ${numberText(value)}`);
  }
  return lines.map((line) => `${line}\n`).join('');
}

function labelText(labels: Metric['labels']): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}="${escaped(value).replaceAll('"', '\\"')}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

const escaped = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');

/** What Go's ParseFloat reads: JavaScript writes infinity otherwise. */
const numberText = (value: number): string =>
  Number.isFinite(value) || Number.isNaN(value) ? String(value) : value > 0 ? '+Inf' : '-Inf';
