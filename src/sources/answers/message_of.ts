const SHOWN = 200;

/** What a body that holds no prices says, to quote: a web page by its title, JSON by its sentences. */
export function messageOf(body: string): string {
  const text = body.trim();
  if (text === '') return 'nothing';
  if (text.startsWith('<')) {
    const title = /<title[^>]*>([^<]*)<\/title>/i.exec(text)?.[1] ?? text.replaceAll(/<[^>]*>/g, ' ');
    return `a web page: ${quoted(title)}`;
  }
  return quoted(sentencesOf(text).join(' ') || text);
}

/** How deep errors lie in JSON answers: under chart and error, under detail, or at the top. */
const DEEPEST = 3;

/** The texts of a JSON answer, under whatever names the source gives them; not those of lists. A web page has none. */
export function sentencesOf(text: string): string[] {
  if (text.trimStart().startsWith('<')) return [];
  try {
    return textsIn(JSON.parse(text), DEEPEST);
  } catch {
    return [text]; // plain text is its own sentence
  }
}

function textsIn(value: unknown, depth: number): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || Array.isArray(value) || depth === 0) return [];
  return Object.values(value).flatMap((one) => textsIn(one, depth - 1));
}

function quoted(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return JSON.stringify(line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line);
}
