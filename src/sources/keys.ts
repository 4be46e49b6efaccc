import { SourceError } from './answers/index.ts';
import type { Host } from './provider.ts';

/**
 * A key out of the environment. Its value is in no message: what is logged is read by others.
 * @throws SourceError naming the variable when it is not set, or cannot be a key
 */
export function keyOf(source: string, variable: string, { environment }: Pick<Host, 'environment'>): string {
  const key = environment[variable]?.trim() ?? '';
  if (key === '') throw new SourceError('key', `${source}: ${variable} is not set`);
  if (!/^[\x21-\x7e]+$/.test(key)) {
    throw new SourceError('key', `${source}: ${variable} must be letters, digits and signs without a blank`);
  }
  return key;
}

/** Where a source is asked: a proxy or a sandbox may stand in for it. */
export function addressOf(variable: string, usual: string, { environment }: Pick<Host, 'environment'>): string {
  const given = environment[variable]?.trim();
  if (given === undefined || given === '') return usual;
  if (!/^https?:\/\/[^\s?#@]+$/.test(given) || !URL.canParse(given)) {
    throw new SourceError(
      'key',
      `${variable} must be an address that begins with https:// or http://, without a name and password`,
    );
  }
  return given.replace(/\/+$/, '');
}
