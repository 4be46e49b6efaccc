import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { parseYamlDocuments } from '../support/yaml.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const readText = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
export const filesIn = (pattern: string): string[] => globSync(pattern, { cwd: ROOT }).sort();

/** The documents of a YAML file. Keys that stand twice, and whatever else YAML forbids, are errors. */
export const yamlDocuments = (path: string): unknown[] => parseYamlDocuments(readText(path));

/** A program that a file starts in a container or as a service: what stands behind `pgaugur`, and its settings. */
export type Started = {
  readonly file: string;
  readonly name: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
};

const service = z.object({
  image: z.string(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).default({}),
  healthcheck: z.object({ test: z.array(z.string()) }).optional(),
  stop_grace_period: z.string().optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  ports: z.array(z.string()).default([]),
});
export type Service = z.infer<typeof service>;

export const composeServices = (): Record<string, Service> =>
  z.object({ services: z.record(z.string(), service) }).parse(yamlDocuments('deploy/compose.yaml')[0]).services;

const probe = z.object({ httpGet: z.object({ path: z.string(), port: z.literal('http') }) });
const podSpec = z.object({
  terminationGracePeriodSeconds: z.number(),
  containers: z
    .array(
      z.object({
        image: z.string(),
        args: z.array(z.string()),
        env: z.array(
          z.object({
            name: z.string(),
            value: z.string().optional(),
            valueFrom: z.object({ secretKeyRef: z.object({ name: z.string(), key: z.string() }) }).optional(),
          }),
        ),
        ports: z.array(z.object({ name: z.literal('http'), containerPort: z.number() })).optional(),
        readinessProbe: probe.optional(),
        livenessProbe: probe.optional(),
      }),
    )
    .length(1),
});
const workload = z.object({
  kind: z.enum(['Deployment', 'Job']),
  metadata: z.object({ name: z.string() }),
  spec: z.object({ template: z.object({ spec: podSpec }) }),
});
const scaled = z.object({
  kind: z.literal('ScaledObject'),
  spec: z.object({
    scaleTargetRef: z.object({ name: z.string() }),
    minReplicaCount: z.number(),
    triggers: z
      .array(
        z.object({
          type: z.literal('postgresql'),
          metadata: z.object({ query: z.string(), targetQueryValue: z.string() }),
        }),
      )
      .length(1),
  }),
});

export type KubernetesObject = { readonly file: string; readonly object: unknown };
export const kubernetesObjects = (): KubernetesObject[] =>
  filesIn('deploy/kubernetes/*.yaml').flatMap((file) => yamlDocuments(file).map((object) => ({ file, object })));

const parsedAs = <T>(schema: z.ZodType<T>, kinds: readonly string[]): (T & { file: string })[] =>
  kubernetesObjects()
    .filter(({ object }) => kinds.includes(z.object({ kind: z.string() }).parse(object).kind))
    .map(({ file, object }) => ({ file, ...schema.parse(object) }));

export const workloads = () =>
  parsedAs(workload, ['Deployment', 'Job']).map(({ file, kind, metadata, spec }) => {
    const { containers, ...pod } = spec.template.spec;
    return { file, kind, name: metadata.name, pod, container: containers[0] };
  });
export const scalers = () => parsedAs(scaled, ['ScaledObject']).map(({ file, spec }) => ({ file, ...spec }));

/** Lines of a unit as `[section, key, value]`. */
export const unitLines = (file: string): [section: string, key: string, value: string][] => {
  let section = '';
  return readText(file)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .flatMap((line): [string, string, string][] => {
      const [, header] = /^\[(\w+)\]$/.exec(line) ?? [];
      if (header === undefined) return [[section, line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]];
      section = header;
      return [];
    });
};

export const INSTALLED = '/opt/pgaugur/node_modules/.bin/pgaugur';

/** Every start of pgaugur that the files of deploy/ ask for. */
export function allStarts(): Started[] {
  const compose = Object.entries(composeServices())
    .filter(([, { image }]) => image.startsWith('pgaugur'))
    .map(([name, { command = [], environment }]) => ({
      file: 'deploy/compose.yaml',
      name,
      args: command,
      environment,
    }));
  const kubernetes = workloads().map(({ file, name, container: { args, env } }) => ({
    file,
    name,
    args,
    environment: Object.fromEntries(env.map(({ name, value }) => [name, value ?? 'postgres://from@a/secret'])),
  }));
  const units = filesIn('deploy/systemd/*.service').flatMap((file) =>
    unitLines(file)
      .filter(([, key]) => key === 'ExecStart')
      .map(([, , command]) => {
        const [program, ...args] = command.split(' ');
        if (program !== INSTALLED) throw new Error(`${file}: starts ${program}`);
        return { file, name: file, args, environment: {} };
      }),
  );
  return [...compose, ...kubernetes, ...units];
}
