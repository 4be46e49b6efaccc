/** CSV text at once, or in chunks cut anywhere; bytes are read as UTF-8, or as what they begin with: UTF-16, Windows-1252. */
export type CsvSource = string | Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

export type NumberedLine = {
  /** 1-based, as an editor counts. */
  readonly line: number;
  readonly text: string;
};

/** Nothing but white space, the end of a file as DOS marked it, or bytes that nobody wrote. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
export const isBlank = (text: string): boolean => /^[\s\u0000\u001a]*$/.test(text);

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
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  let first = true;
  for await (const chunk of typeof source === 'string' ? [source] : source) {
    if (chunk.length === 0) continue;
    if (typeof chunk !== 'string') decoder ??= new TextDecoder(encodingOf(chunk));
    const text = typeof chunk === 'string' ? chunk : (decoder?.decode(chunk, { stream: true }) ?? '');
    if (text === '') continue;
    yield first && text.startsWith('\uFEFF') ? text.slice(1) : text;
    first = false;
  }
  if (decoder) yield decoder.decode();
}

/**
 * Excel's "Unicode text" is UTF-16. Without its mark, a letter of a header is a byte and a zero. Its plain CSV is of the
 * code page of western Windows, whose letters beyond ASCII are no UTF-8.
 */
function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252' {
  const [a, b] = bytes;
  if ((a === 0xff && b === 0xfe) || (a !== 0 && b === 0)) return 'utf-16le';
  if ((a === 0xfe && b === 0xff) || (a === 0 && b !== 0)) return 'utf-16be';
  return isUtf8(bytes) ? 'utf-8' : 'windows-1252';
}

/** A character that is cut at the end is none that is wrong. */
function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false; // TextDecoder throws for nothing else
  }
}
