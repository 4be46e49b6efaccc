/** CSV text at once, or in chunks cut anywhere; bytes are read as UTF-8. */
export type CsvSource = string | Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

export type NumberedLine = {
  /** 1-based, as an editor counts. */
  readonly line: number;
  readonly text: string;
};

/** Nothing but white space. */
export const isBlank = (text: string): boolean => text.trim() === '';

/**
 * The lines of a file with their true numbers, whatever ends them: LF, CRLF or CR, also mixed. A byte order mark is
 * dropped and blank lines are left out, though they count.
 */
export async function* numberedLines(source: CsvSource, leftOut = isBlank): AsyncGenerator<NumberedLine> {
  let line = 0;
  let pending = '';
  for await (const text of decoded(source)) {
    pending += text;
    // A CR at the end may be the first half of a CRLF: it waits for the next chunk.
    const complete = pending.endsWith('\r') ? pending.slice(0, -1) : pending;
    const pieces = complete.split(/\r\n|\n|\r/);
    pending = pieces[pieces.length - 1] + pending.slice(complete.length);
    for (let i = 0; i < pieces.length - 1; i++) {
      line++;
      if (!leftOut(pieces[i])) yield { line, text: pieces[i] };
    }
  }
  const last = pending.replace(/\r$/, '');
  if (!leftOut(last)) yield { line: line + 1, text: last };
}

async function* decoded(source: CsvSource): AsyncGenerator<string> {
  const utf8 = new TextDecoder();
  let first = true;
  for await (const chunk of typeof source === 'string' ? [source] : source) {
    const text = typeof chunk === 'string' ? chunk : utf8.decode(chunk, { stream: true });
    if (text === '') continue;
    yield first && text.startsWith('\uFEFF') ? text.slice(1) : text;
    first = false;
  }
  yield utf8.decode();
}
