import type { OpenedLibrary } from './c_api.ts';

/** What XGBoost itself says is wrong. */
export class LibxgboostError extends Error {
  override readonly name = 'LibxgboostError';
  /** The function of the C API that failed. */
  readonly call: string;

  constructor(call: string, message: string) {
    super(`libxgboost: ${call}: ${message}`);
    this.call = call;
  }
}

/** @throws LibxgboostError with XGBoost's own words unless the code is 0. Right after the call, on the same thread. */
export function requireSuccess({ api }: OpenedLibrary, call: string, code: number): void {
  if (code !== 0) throw new LibxgboostError(call, sentenceOf(api.XGBGetLastError()));
}

/** The message without its time stamp, its place in the C++ sources and the stack that follows it. */
function sentenceOf(text: string): string {
  const [message] = text.split('\nStack trace:');
  return message.replace(/^\[\d\d:\d\d:\d\d\] \S+:\d+: /, '').trim();
}
