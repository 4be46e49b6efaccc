/** Why a history cannot be learned from. A fact about the data, not a fault: the caller may end its run as skipped. */
type UntrainableReason =
  | 'too_few_rows'
  | 'one_class'
  | 'unknown_label'
  | 'no_usable_columns'
  | 'no_signal'
  /** For the engine that was asked: another attempt would end the same. */
  | 'too_large';

export class UntrainableError extends Error {
  readonly reason: UntrainableReason;

  constructor(reason: UntrainableReason, message: string) {
    super(message);
    this.name = 'UntrainableError';
    this.reason = reason;
  }
}
