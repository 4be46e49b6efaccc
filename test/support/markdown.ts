/** A piece of code in a document: what stands between backticks, or a line of a block. */
export type Code = { readonly line: number; readonly text: string; readonly isSpan: boolean };

/** What tests look at in a document. */
export type Document = {
  readonly path: string;
  readonly text: string;
  /** Targets of links, outside of code. */
  readonly links: readonly string[];
  /** Of each heading, as GitHub makes it. */
  readonly anchors: readonly string[];
  readonly code: readonly Code[];
  /** Files that the document tells to write: named where a block begins, unless that is a change to one. */
  readonly writes: readonly string[];
};

const BLOCK = /^ *(```+)[^\n]*\n([\s\S]*?)^ *\1 *$/gm;

export function parseDocument(path: string, text: string): Document {
  // Blocks leave their empty lines behind, so that what stands after one keeps its number.
  const prose = text.replace(BLOCK, (block) => block.replace(/[^\n]+/g, ''));
  const blocks = [...text.matchAll(BLOCK)].flatMap(({ index, 0: block }) => {
    const first = lineAt(text, index);
    const lines = block.split('\n').map((line, i) => ({ line: first + i, text: line.trim(), isSpan: false }));
    return lines.slice(1, -1);
  });
  const files = [...text.matchAll(/^ *```(\w+) (\S+)$/gm)].map(({ index, 1: language, 2: file }) => ({
    language,
    code: { line: lineAt(text, index), text: file, isSpan: false },
  }));
  const spans = [...prose.matchAll(/`([^`\n]+)`/g)].map(({ index, 1: span }) => ({
    line: lineAt(prose, index),
    text: span,
    isSpan: true,
  }));
  return {
    path,
    text,
    links: [...prose.replace(/`[^`\n]+`/g, 'code').matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link),
    anchors: [...prose.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading)),
    code: [...spans, ...blocks, ...files.map(({ code }) => code)],
    writes: files.filter(({ language }) => language !== 'diff').map(({ code }) => code.text),
  };
}

export const lineAt = (text: string, index: number): number => text.slice(0, index).split('\n').length;

/** Lower case, without punctuation, spaces as hyphens. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
