/** Columns of JSON, read with doubt: what is not as it should be is left out. */

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const record = (value: unknown): Readonly<Record<string, unknown>> => (isRecord(value) ? value : {});
export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
export const number = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;
export const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
