/** What tests look at in a document. */
export type Document = {
  readonly path: string;
  readonly text: string;
  /** Targets of links, outside of code. */
  readonly links: readonly string[];
  /** Of each heading, as GitHub makes it. */
  readonly anchors: readonly string[];
  /** What stands between backticks. */
  readonly spans: readonly string[];
  /** Spans, and the lines of code blocks. */
  readonly code: readonly string[];
};

const BLOCK = /^ *(```+)[^\n]*\n([\s\S]*?)^ *\1 *$/gm;

export function parseDocument(path: string, text: string): Document {
  const blocks = [...text.matchAll(BLOCK)].map(([, , lines]) => lines);
  const prose = text.replace(BLOCK, '');
  const spans = [...prose.matchAll(/`([^`\n]+)`/g)].map(([, span]) => span);
  return {
    path,
    text,
    links: [...prose.replace(/`[^`\n]+`/g, 'code').matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link),
    anchors: [...prose.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading)),
    spans,
    code: [...spans, ...blocks.flatMap((lines) => lines.split('\n').map((line) => line.trim()))],
  };
}

/** Lower case, without punctuation, spaces as hyphens. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
