import { isIP } from 'node:net';
import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { hasBadPort, hasSeveralHosts, isDatabaseUrl } from './database_url.ts';
import { hidePassword } from './hide_password.ts';

/** What a setting is called in the environment and on the command line, what it is for, its rule and its default. */
export type Setting = {
  readonly variable: string;
  readonly flag: string;
  readonly help: string;
  readonly schema: z.ZodType;
};

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

const wholeNumber = (minimum: number, maximum: number) =>
  z
    .string()
    .refine(
      (text) => /^\d{1,9}$/.test(text) && Number(text) >= minimum && Number(text) <= maximum,
      `must be a whole number from ${minimum} to ${maximum}`,
    )
    .transform(Number);

/** A name as it stands in a Host header, without a port. */
const HOST_NAME = /^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/;

const NOT_ENCODED =
  'cannot be read as a URL: in a user name or password write # as %23, / as %2F, ? as %3F, @ as %40, : as %3A, % as %25';

/** Every setting. Flags win over the environment. */
export const SETTINGS = {
  databaseUrl: {
    variable: 'DATABASE_URL',
    flag: '--database-url <url>',
    help: 'Postgres 15–18 to use; without it, commands use the embedded one',
    schema: z
      .string()
      .regex(/^postgres(ql)?:\/\//, { error: 'must begin with postgres:// or postgresql://', abort: true })
      .refine((text) => !hasSeveralHosts(text), {
        error: 'must name one host: the primary server, or a name or proxy that leads to it',
        abort: true,
      })
      .refine(
        (text) => !hasBadPort(text),
        'must have a number from 1 to 65535 as its port, behind the host and a colon',
      )
      .refine((text) => hasBadPort(text) || isDatabaseUrl(text), NOT_ENCODED)
      .optional(),
  },
  schema: {
    variable: 'PGAUGUR_SCHEMA',
    flag: '--schema <name>',
    help: 'schema of this installation, default stock_data',
    schema: z
      .string()
      .regex(/^[a-z_][a-z0-9_]{0,49}$/, 'must be a lower-case identifier of at most 50 letters, digits and underscores')
      .refine((name) => !name.startsWith('pg_'), 'must not begin with pg_, which Postgres keeps for itself')
      .refine((name) => name !== 'information_schema', 'must not be one of Postgres’ own')
      .default('stock_data'),
  },
  directory: {
    variable: 'PGAUGUR_DIR',
    flag: '--directory <path>',
    help: 'where the embedded Postgres lives, default .pgaugur',
    schema: z.string().default('.pgaugur'),
  },
  postgresPort: {
    variable: 'PGAUGUR_POSTGRES_PORT',
    flag: '--postgres-port <port>',
    help: 'port of the embedded Postgres, default any free one',
    schema: wholeNumber(0, 65_535).default(0),
  },
  port: {
    variable: 'PGAUGUR_PORT',
    flag: '--port <port>',
    help: 'port of the GraphQL API, default 5678',
    schema: wholeNumber(0, 65_535).default(5678),
  },
  host: {
    variable: 'PGAUGUR_HOST',
    flag: '--host <address>',
    help: 'address that the GraphQL API listens on, default 127.0.0.1; elsewhere it has to know who asks',
    schema: z
      .string()
      .refine((text) => isIP(text) !== 0, 'must be an IP address of this host, 0.0.0.0 or :: for all of them')
      .default('127.0.0.1'),
  },
  allowedHosts: {
    variable: 'PGAUGUR_ALLOWED_HOSTS',
    flag: '--allowed-hosts <names>',
    help: 'comma-separated names under which the API may be asked, beside localhost and addresses; default none',
    schema: z
      .string()
      .transform((text) => text.split(',').map((name) => name.trim().toLowerCase()))
      .refine((names) => names.every((name) => HOST_NAME.test(name)), 'must be names of hosts, without a port')
      .default([]),
  },
  healthPort: {
    variable: 'PGAUGUR_HEALTH_PORT',
    flag: '--health-port <port>',
    help: 'port of /healthz and /readyz of a worker, on every address, default none',
    schema: wholeNumber(0, 65_535).optional(),
  },
  concurrency: {
    variable: 'PGAUGUR_CONCURRENCY',
    flag: '--concurrency <n>',
    help: 'trainings at the same time, and twice as many short steps, default one per core',
    schema: wholeNumber(1, 256).default(Math.min(availableParallelism(), 256)),
  },
  webgpu: {
    variable: 'PGAUGUR_WEBGPU',
    flag: '--webgpu <which>',
    help: 'adapters that may train networks: hardware, any (software too) or off, default hardware',
    schema: z.enum(['hardware', 'any', 'off'], 'must be hardware, any or off').default('hardware'),
  },
  lockWait: {
    variable: 'PGAUGUR_LOCK_WAIT',
    flag: '--lock-wait <seconds>',
    help: 'how long a migration waits for locks that clients hold, default 60',
    schema: wholeNumber(0, 86_400).default(60),
  },
  logLevel: {
    variable: 'PGAUGUR_LOG_LEVEL',
    flag: '--log-level <level>',
    help: 'trace … silent, default warn; JSON lines on stderr',
    schema: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).default('warn'),
  },
} as const satisfies Record<string, Setting>;

const settingsSchema = z.object({
  databaseUrl: SETTINGS.databaseUrl.schema,
  schema: SETTINGS.schema.schema,
  directory: SETTINGS.directory.schema,
  postgresPort: SETTINGS.postgresPort.schema,
  port: SETTINGS.port.schema,
  host: SETTINGS.host.schema,
  allowedHosts: SETTINGS.allowedHosts.schema,
  healthPort: SETTINGS.healthPort.schema,
  concurrency: SETTINGS.concurrency.schema,
  webgpu: SETTINGS.webgpu.schema,
  lockWait: SETTINGS.lockWait.schema,
  logLevel: SETTINGS.logLevel.schema,
} satisfies Record<keyof typeof SETTINGS, z.ZodType>);

export type Settings = z.infer<typeof settingsSchema>;

/** What the command line states explicitly; everything absent comes from the environment or the default. */
export type SettingFlags = { readonly [K in keyof Settings]?: string };

/** A setting the user gave is wrong: the message names it, its rule and the value. */
export class SettingError extends Error {
  override name = 'SettingError';
}

/**
 * Settings from flags and environment, parsed once at start.
 * @throws SettingError naming each wrong setting, its rule and the value received
 */
export const parseSettings = (flags: SettingFlags, environment: NodeJS.ProcessEnv): Settings =>
  parseStated(SETTINGS, settingsSchema, flags, environment);

/** Settings of a kind, from flags and environment. @throws SettingError */
export function parseStated<Name extends string, Parsed>(
  definitions: Readonly<Record<Name, Setting>>,
  schema: z.ZodType<Parsed>,
  flags: Readonly<Partial<Record<Name, string>>>,
  environment: NodeJS.ProcessEnv,
): Parsed {
  const given = new Map<string, string>();
  const all: [string, Setting][] = Object.entries(definitions);
  for (const [name, { variable }] of all) {
    const value =
      Object.entries<string | undefined>(flags).find(([flag]) => flag === name)?.[1] ?? environment[variable];
    if (value !== undefined && value !== '') given.set(name, value);
  }
  const parsed = schema.safeParse(Object.fromEntries(given));
  if (parsed.success) return parsed.data;
  const complaints = all.flatMap(([name, { variable, flag }]) => {
    const value = given.get(name) ?? '';
    // A login may stand in any URL.
    const shown = name === 'databaseUrl' || value.includes('://') ? hidePassword(value) : value;
    return parsed.error.issues
      .filter((issue) => issue.path[0] === name)
      .map((issue) => `${variable} (${flag.split(' ', 1)[0]}): ${issue.message}, received "${shown}"`);
  });
  throw new SettingError(complaints.join('\n'));
}
