/**
 * Why a source gave no prices. `key`, `quota`, `away` and `interrupted` hold for every symbol: nobody asks that source
 * again in this run. `symbol` and `answer` are about the one that was asked for.
 */
export type SourceErrorKind = 'key' | 'quota' | 'away' | 'interrupted' | 'symbol' | 'answer';

/** A source did not give what it was asked for: the message names it, what it said, and what can be done. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  readonly kind: SourceErrorKind;

  constructor(kind: SourceErrorKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

const FOR_ALL: ReadonlySet<SourceErrorKind> = new Set(['key', 'quota', 'away', 'interrupted']);

export const isForAll = ({ kind }: SourceError): boolean => FOR_ALL.has(kind);
