import { createHash } from 'node:crypto';
import { buildReport, REPORT_FOLDER } from './build.ts';
import { builtFiles } from './built_files.ts';

/** What a report shows, in the words of the page that shows it. */
export type ReportContent = {
  readonly title: string;
  /** The element that the page reads, and what it finds there. */
  readonly element: string;
  readonly content: unknown;
};

/**
 * A document that needs nothing beside it: script, style and data are in it, and its policy lets it load nothing else.
 * @throws Error saying how to build what it is made of, when that is not there
 */
export async function reportFile({ title, element, content }: ReportContent): Promise<string> {
  const files = await builtFiles({ build: buildReport, folder: REPORT_FOLDER, needs: 'report.js' });
  const textOf = (name: string): string =>
    unbroken(name, new TextDecoder().decode(files.find((file) => file.name === name)?.bytes));
  const script = textOf('report.js');
  const style = textOf('report.css');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyOf(script, style)}">
<title>${escaped(title)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<div id="page"></div>
<noscript>This report draws itself with JavaScript.</noscript>
<script type="application/json" id="${escaped(element)}">${asData(content)}</script>
<script type="module">${script}</script>
</body>
</html>
`;
}

/** Nothing from anywhere, and of what is inside only these two texts. */
const policyOf = (script: string, style: string): string =>
  [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');

const hashOf = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;

/** JSON that no browser takes for anything else: a name may hold whatever ends a script. */
const asData = (content: unknown): string => JSON.stringify(content).replaceAll('<', '\\u003c');

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => ENTITIES[character]);

/** The bundler writes no text that would end its element, and none that would change what follows. */
function unbroken(name: string, text: string): string {
  if (text === '' || /<\/(?:script|style)|<!--/i.test(text)) {
    throw new Error(`${name} cannot stand in a document: it is empty, or would end its own element`);
  }
  return text;
}
