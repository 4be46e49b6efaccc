/** What Node, TLS and the server say of a connection, and what of it names a host: the rest is kept. */
const HOSTS: readonly (readonly [RegExp, string])[] = [
  [/\b(connect|getaddrinfo|read|write) (E[A-Z_]+) [^\s,;]+(?: - Local \([^)]*\))?/g, '$1 $2'],
  [/\bhost "[^"]*"/g, 'this host'],
  [/(certificate's altnames): .*/s, '$1'],
];

/**
 * What went wrong, in words that whoever reads results may see: names and addresses of hosts, which connections that fail
 * tell, are for operators, who have stacks and logs. Never empty: an attempt on several addresses has words for each alone.
 */
export function shownMessage(error: unknown): string {
  if (!(error instanceof Error)) return withoutHosts(String(error)) || 'nothing was said';
  if (error.message !== '') return withoutHosts(error.message);
  const parts = error instanceof AggregateError ? error.errors.map((part: unknown) => shownMessage(part)) : [];
  return [...new Set(parts)].join('; ') || error.name;
}

const withoutHosts = (text: string): string => HOSTS.reduce((said, [named, shown]) => said.replace(named, shown), text);
