import type { NumberedLine } from './lines.ts';

const SHOWN = 200;

/**
 * What a file holds that is no table: a web page, the JSON of an API, a message of a source that had enough of being
 * asked. They come with the status 200 and land in files of the right name. Undefined when the lines may be a table.
 */
export function noTable(lines: readonly NumberedLine[]): string | undefined {
  const [first] = lines;
  if (first === undefined) return undefined;
  const text = lines
    .slice(0, 200)
    .map((line) => line.text.trim())
    .join(' ');
  if (NO_TEXT.test(first.text)) return 'this is no text: a table of prices is a CSV file';
  if (/^<(?:[!?]|[a-z][^>]*>)/i.test(text) && /<\/|<[!?]|<meta/i.test(text)) {
    const title = /<title[^>]*>(.*?)<\/title>/i.exec(text)?.[1] ?? (withoutMarkup(text) || text);
    return `this is ${IS_PAGE.test(text) ? 'a web page' : 'XML'} and no table of prices: ${quoted(title)}`;
  }
  if (/^[{[]\s*["{[\]}\d-]/.test(text)) return `this is JSON and no table of prices: ${quoted(text)}`;
  const isMessage = /[a-z]{2,} [a-z]{2,} [a-z]{2,}/i.test(first.text) || /^[a-z]+[ !/][a-z]*$/i.test(first.text.trim());
  if (isMessage && lines.length <= 3 && first.text.split(/[,;\t]/).length <= 3)
    return `this is a message and no table of prices: ${quoted(text)}`;
}

/** What sources write in place of prices when they do not want to go on. */
const REFUSES =
  /\b(?:hits?|rate|requests?|calls?|usage|daily)\b.{0,20}\blimit|limit.{0,20}exceed|exceed.{0,20}limit|quota|too many requests|access denied|api[ _-]?key|premium (?:endpoint|plan|feature)|try again|server error|unauthori[sz]ed|forbidden/i;

/** The message of a source that stands where a row should; undefined for any other line. */
export function sourceMessage(text: string): string | undefined {
  const line = text.trim();
  const isMarkup = /^(?:\{\s*"|<(?:!|html|head|body|\?xml)\b)/i.test(line);
  return isMarkup || REFUSES.test(line) ? quoted(line) : undefined;
}

/** What no editor writes. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const NO_TEXT = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/;
const IS_PAGE = /<(?:!doctype html|html|head|body|meta|title|script|table|div|p)\b/i;

const withoutMarkup = (text: string): string =>
  text.replaceAll(/<!--.*?-->|<script.*?<\/script>|<[^>]*>/gi, ' ').replaceAll(/\s+/g, ' ');

function quoted(text: string): string {
  const trimmed = text.trim();
  return JSON.stringify(trimmed.length > SHOWN ? `${trimmed.slice(0, SHOWN)}…` : trimmed);
}
