import { createRequire } from 'node:module';
import { z } from 'zod';

/** js-yaml comes without types. */
const { load } = z
  .object({ load: z.custom<(text: string) => unknown>((found) => typeof found === 'function') })
  .parse(createRequire(import.meta.url)('js-yaml'));

/** @throws an error that names the line where the text is no YAML */
export const parseYaml = (text: string): unknown => load(text);
