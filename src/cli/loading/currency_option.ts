import { InvalidArgumentError, Option } from 'commander';

export const currencyOption = (): Option =>
  new Option('--currency <code>', 'currency of a new instrument').argParser(currencyCode);

function currencyCode(text: string): string {
  if (!/^[A-Z]{3}$/.test(text)) throw new InvalidArgumentError('It must be a three-letter code like USD.');
  return text;
}
