import { execFile } from 'node:child_process';
import { z } from 'zod';
import type { Exception } from './exceptions.ts';

const advisory = z.object({
  name: z.string(),
  title: z.string(),
  url: z.string(),
  severity: z.string(),
  range: z.string(),
});
type Advisory = z.infer<typeof advisory>;

/** What `npm audit --json` prints. A package is listed for advisories about it, and for packages that it depends on. */
const report = z.object({
  auditReportVersion: z.literal(2),
  vulnerabilities: z.record(z.string(), z.object({ via: z.array(z.union([z.string(), advisory])) })),
});
/** What it prints when there was nobody to ask. */
const failure = z.object({ message: z.string(), error: z.unknown() });

export type Audit = { readonly advisories: readonly Advisory[] } | { readonly notAsked: string };

/**
 * Asks the registry for advisories about the packages of package-lock.json that users install.
 * @throws Error when npm answers what nobody expects
 */
export async function askRegistry(folder: string): Promise<Audit> {
  const printed = await new Promise<string>((done) => {
    const args = ['audit', '--omit=dev', '--json', '--fetch-retries=0', '--fetch-timeout=20000'];
    // It exits with 1 both when it has found something and when it could not ask: what it printed tells.
    execFile('npm', args, { cwd: folder, maxBuffer: 2 ** 26 }, (_, stdout) => done(stdout));
  });
  const answer = z.union([report, failure]).parse(JSON.parse(printed));
  if ('message' in answer) return { notAsked: answer.message };
  const all = Object.values(answer.vulnerabilities).flatMap(({ via }) => via.filter((one) => typeof one !== 'string'));
  return { advisories: [...new Map(all.map((one) => [`${one.name} ${one.url}`, one])).values()] };
}

/** What is to be done, a sentence each: advisories that no exception is for, exceptions that hold no more. */
export function auditFaults(
  advisories: readonly Advisory[],
  exceptions: readonly Exception[],
  today: string,
): readonly string[] {
  const isFor = (exception: Exception, { name, url }: Advisory): boolean =>
    name === exception.package && url.endsWith(`/${exception.advisory}`);
  return [
    ...advisories
      .filter((one) => !exceptions.some((exception) => isFor(exception, one)))
      .map(({ name, range, severity, title, url }) => `${name} ${range}: ${title} (${severity}), ${url}`),
    ...exceptions
      .filter((exception) => !advisories.some((one) => isFor(exception, one)))
      .map(({ advisory, package: name }) => `the exception for ${advisory} of ${name} is not needed any more`),
    ...exceptions
      .filter(({ until }) => until < today)
      .map(({ advisory, package: name, until }) => `the exception for ${advisory} of ${name} held until ${until}`),
  ];
}
