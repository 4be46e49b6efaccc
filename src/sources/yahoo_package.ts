import { z } from 'zod';
import { SourceError } from './answers/index.ts';

/** Named here only: whoever wants Yahoo's prices installs it. */
const PACKAGE = 'yahoo-finance2';

type Fetch = (input: string, init?: { readonly headers?: Readonly<Record<string, string>> }) => Promise<Response>;
type ChartOptions = {
  readonly period1: Date;
  readonly interval: '1d';
  readonly events: string;
  readonly return: 'object';
};
/** What is used of the package. What it returns is parsed by whoever asks. */
export type YahooClient = {
  chart(symbol: string, options: ChartOptions, module: { readonly validateResult: false }): Promise<unknown>;
};
type ClientOptions = {
  readonly fetch: Fetch;
  readonly versionCheck: false;
  readonly validation: { readonly logErrors: false; readonly logOptionsErrors: false };
};
export type YahooClass = new (options: ClientOptions) => YahooClient;

const yahooModule = z.object({
  default: z.custom<YahooClass>((value) => typeof value === 'function', 'is no class'),
});

/** @throws SourceError saying how it is installed when it is not, or that another version is */
export async function importYahoo(
  load: (name: string) => Promise<unknown> = (name) => import(name),
): Promise<YahooClass> {
  let loaded: unknown;
  try {
    loaded = await load(PACKAGE);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND')) throw error;
    throw new SourceError(
      'key',
      `yahoo: the package ${PACKAGE} is not installed. Install it: npm install ${PACKAGE}@4`,
    );
  }
  const found = yahooModule.safeParse(loaded);
  if (found.success) return found.data.default;
  throw new SourceError(
    'key',
    `yahoo: the installed ${PACKAGE} is not what version 4 is. Install it: npm install ${PACKAGE}@4`,
  );
}
