/**
 * Why a source gave no prices. `key`, `quota` and `interrupted` hold for every symbol: nobody asks that source again in
 * this run. `symbol` and `answer` are about the one that was asked for.
 */
export type SourceErrorKind = 'key' | 'quota' | 'interrupted' | 'symbol' | 'answer';

/** A source did not give what it was asked for: the message names it, what it said, and what can be done. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  readonly kind: SourceErrorKind;

  constructor(kind: SourceErrorKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

export const isForAll = (error: SourceError): boolean =>
  error.kind === 'key' || error.kind === 'quota' || error.kind === 'interrupted';
