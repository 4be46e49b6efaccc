import { createRequire } from 'node:module';
import { z } from 'zod';

/** js-yaml comes without types. */
const reader = z.custom<(text: string) => unknown>((found) => typeof found === 'function');
const { load, loadAll } = z.object({ load: reader, loadAll: reader }).parse(createRequire(import.meta.url)('js-yaml'));

/** @throws an error that names the line where the text is no YAML */
export const parseYaml = (text: string): unknown => load(text);

/** Of a text with several documents each. */
export const parseYamlDocuments = (text: string): unknown[] => z.array(z.unknown()).parse(loadAll(text));
