/**
 * Postgres' binary COPY format, as far as feature rows need it: values travel as their eight bytes, so they arrive
 * exactly as they were and nothing is printed or parsed.
 * Source: PostgreSQL documentation, COPY, "Binary Format"; array layout: array_recv in the server's sources.
 */

export const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');
export const HEADER_BYTES = SIGNATURE.length + 8;
const FLOAT8_OID = 701;
export const ARRAY_HEADER_BYTES = 20;
const EPOCH = Date.UTC(2000, 0, 1);
const DAY = 86_400_000;

/** Postgres dates count days from 2000-01-01. */
export const daysOf = (date: string): number => (Date.parse(date) - EPOCH) / DAY;
/** Each day is spelled once: every history is of the same days, and spelling them took most of the reading of bars. */
export function dateOf(days: number): string {
  let date = spelled.get(days);
  if (date === undefined) {
    date = new Date(EPOCH + days * DAY).toISOString().slice(0, 10);
    spelled.set(days, date);
  }
  return date;
}
const spelled = new Map<number, string>();

/** A growing buffer in COPY format; `finish` answers the whole of it. */
export function copyWriter(estimatedBytes: number) {
  let buffer = Buffer.allocUnsafe(HEADER_BYTES + estimatedBytes + 2);
  let at = SIGNATURE.copy(buffer);
  at = buffer.writeInt32BE(0, at); // flags
  at = buffer.writeInt32BE(0, at); // no header extension

  const reserve = (bytes: number) => {
    if (at + bytes <= buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, at + bytes));
    buffer.copy(larger, 0, 0, at);
    buffer = larger;
  };
  const fixed = (bytes: number, write: (at: number) => number) => {
    reserve(4 + bytes);
    at = write(buffer.writeInt32BE(bytes, at));
  };
  return {
    row(fields: number): void {
      reserve(2);
      at = buffer.writeInt16BE(fields, at);
    },
    int2: (value: number) => fixed(2, (to) => buffer.writeInt16BE(value, to)),
    int4: (value: number) => fixed(4, (to) => buffer.writeInt32BE(value, to)),
    date: (value: string) => fixed(4, (to) => buffer.writeInt32BE(daysOf(value), to)),
    float8: (value: number) => fixed(8, (to) => buffer.writeDoubleBE(value, to)),
    bytea: (value: Uint8Array) =>
      fixed(value.length, (to) => {
        buffer.set(value, to);
        return to + value.length;
      }),
    /** float8[] of `length` values; NaN becomes null. */
    float8Array(length: number, valueAt: (i: number) => number): void {
      reserve(4 + ARRAY_HEADER_BYTES + 12 * length);
      const start = at + 4;
      let to = start;
      to = buffer.writeInt32BE(1, to); // dimensions
      to += 4; // whether there are nulls: known at the end
      to = buffer.writeInt32BE(FLOAT8_OID, to);
      to = buffer.writeInt32BE(length, to);
      to = buffer.writeInt32BE(1, to); // lower bound
      let nulls = 0;
      for (let i = 0; i < length; i++) {
        const value = valueAt(i);
        if (Number.isNaN(value)) {
          to = buffer.writeInt32BE(-1, to);
          nulls = 1;
        } else {
          to = buffer.writeInt32BE(8, to);
          to = buffer.writeDoubleBE(value, to);
        }
      }
      buffer.writeInt32BE(nulls, start + 4);
      buffer.writeInt32BE(to - start, at);
      at = to;
    },
    finish(): Buffer {
      reserve(2);
      at = buffer.writeInt16BE(-1, at);
      return buffer.subarray(0, at);
    },
  };
}
