/** The migrated database that a test server keeps to be cloned, and the schema it is migrated in. */
export const TEMPLATE = 'pgaugur_template';
export const SCHEMA = 'stock_data';

/** A server's URL with another database. */
export function databaseUrl(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}
