import type { InstrumentType } from '../../db/instruments.ts';

/** What every command that loads prices may be told: of the instruments, and of what it says at the end. */
export type LoadingOptions = {
  symbol?: string;
  create?: boolean;
  type?: InstrumentType;
  name?: string;
  exchange?: string;
  currency?: string;
  report?: string;
  json?: boolean;
};
