/** A fenced block whose fence names a file: the whole of a new file, or a change to one that is there. */
export type Block = { readonly language: string; readonly path: string; readonly text: string };

/** The blocks of a document that name a file; others are commands and queries. */
export function blocksOf(markdown: string): Block[] {
  return [...markdown.matchAll(/^```(\w+) (\S+)\n(.*?)^```$/gms)].map(([, language, path, text]) => ({
    language,
    path,
    text,
  }));
}

/**
 * A text with the changes of a diff block: hunks between empty lines, each of lines that stay (` `), go (`-`) and come
 * (`+`).
 * @throws Error where the lines that stay and go are not there, or are there twice
 */
export function patched(text: string, diff: string): string {
  return diff.split(/^\n/m).reduce((whole, hunk) => {
    const without = (marks: string) => hunk.replace(new RegExp(`^[${marks}].*\\n`, 'gm'), '').replace(/^[ +-]/gm, '');
    const [before, after] = [without('+'), without('-')];
    const at = whole.indexOf(`\n${before}`);
    if (at < 0) throw new Error(`these lines are not there:\n${before}`);
    if (at !== whole.lastIndexOf(`\n${before}`)) throw new Error(`these lines are there twice:\n${before}`);
    return `${whole.slice(0, at)}\n${after}${whole.slice(at + 1 + before.length)}`;
  }, text);
}
