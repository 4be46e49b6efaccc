const INSUFFICIENT_PRIVILEGE = '42501';
const RIGHTS =
  'Whoever loads prices needs pgaugur_reader, insert and update on the price tables, and for new instruments insert on ' +
  'base_instruments and exchanges: let the owner of the schema grant them';

/** What an error says; of a right that the login lacks also which ones loading takes, since no role of pgaugur has them. */
export function refusalOf(error: Error): string {
  const isRight = 'code' in error && error.code === INSUFFICIENT_PRIVILEGE;
  return isRight && error.message.startsWith('permission denied for') ? `${error.message}. ${RIGHTS}` : error.message;
}
