// Asks for a large answer many times at once, in a process of its own, and says what came of it.
const [url, times] = process.argv.slice(2);

const ask = async (i: number): Promise<string> => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: `{ a${i}: longRows(first: 9000) { nodes } }` }),
  });
  const text = await response.text();
  return text.startsWith('{"data":{') ? 'answered' : text.slice(0, 300);
};

process.send?.(await Promise.all(Array.from({ length: Number(times) }, (_, i) => ask(i))));
