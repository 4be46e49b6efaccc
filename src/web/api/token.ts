import { signal } from '@preact/signals';

const KEPT_AS = 'pgaugur.token';

/**
 * What says that the reader is an operator: a bearer token, kept in this window until it is closed. Where a proxy says
 * who somebody is there is none.
 */
export const token = signal(sessionStorage.getItem(KEPT_AS) ?? '');

export function keepToken(text: string): void {
  token.value = text.trim();
  if (token.value === '') sessionStorage.removeItem(KEPT_AS);
  else sessionStorage.setItem(KEPT_AS, token.value);
}

/** The header that goes along with what is asked. */
export const authorization = (): Readonly<Record<string, string>> =>
  token.peek() === '' ? {} : { authorization: `Bearer ${token.peek()}` };
