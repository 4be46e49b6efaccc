import { UserError } from '../../src/cli/terminal/errors.ts';

const isOfFlags = (error: unknown): error is TypeError =>
  error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');

/**
 * Reads what a command of this checkout was told. With --help it says how it is called and ends; what is wrong is said
 * with the same, and ends the process with 2.
 */
export function commandLine<Told>(usage: string, read: () => Told): Told {
  if (process.argv.slice(2).some((word) => word === '--help' || word === '-h')) {
    console.log(usage);
    process.exit(0);
  }
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UserError) && !isOfFlags(error)) throw error;
    // Node goes on with how words are quoted that begin with a dash, which nothing here does.
    const said = error instanceof UserError ? error.message : error.message.split(/\.(?=\s|$)/, 1)[0];
    console.error(`${said}\n\n${usage}`);
    process.exit(2);
  }
}

/** A flag that is a number. @throws UserError */
export function wholeNumber(flag: string, text: string, least: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least) {
    throw new UserError(`--${flag} takes a whole number from ${least} on, got "${text}"`);
  }
  return value;
}

/** A flag that is a list of numbers. @throws UserError */
export const wholeNumbers = (flag: string, text: string, least: number): number[] =>
  text.split(',').map((one) => wholeNumber(flag, one.trim(), least));
