import { hash } from 'node:crypto';

/** A statement that a connection parses and plans once. */
export type Prepared = { readonly name: string; readonly text: string };

/**
 * For what every run executes: planning it takes longer than executing it. Its columns are listed, and it does not
 * select from a function that moves runs: where a migration replaces one, a prepared statement fails with a complaint
 * about its plan and not with what the new function says.
 */
export const prepared = (text: string): Prepared => ({ name: `pgaugur_${hash('sha256', text).slice(0, 40)}`, text });
