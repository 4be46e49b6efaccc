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

/** The texts that lie at the top of a JSON answer, under whatever name the source gives them. A web page has none. */
export function sentencesOf(text: string): string[] {
  if (text.trimStart().startsWith('<')) return [];
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [text]; // plain text is its own sentence
  }
  const values = typeof value === 'object' && value !== null ? Object.values(value) : [value];
  return values.filter((one) => typeof one === 'string');
}

function quoted(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return JSON.stringify(line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line);
}
