import { availableParallelism } from 'node:os';
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);

/** Every setting with its rule, default and what it is for. Flags win over the environment. */
const settingsSchema = z.object({
  databaseUrl: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgres:// or postgresql://')
    .optional()
    .describe('DATABASE_URL'),
  schema: z
    .string()
    .regex(/^[a-z_][a-z0-9_]{0,49}$/, 'must be a lower-case identifier of at most 50 letters, digits and underscores')
    .refine((name) => !name.startsWith('pg_'), 'must not begin with pg_, which Postgres keeps for itself')
    .default('stock_data')
    .describe('PGAUGUR_SCHEMA'),
  directory: z.string().min(1).default('.pgaugur').describe('PGAUGUR_DIR'),
  postgresPort: port.default(0).describe('PGAUGUR_POSTGRES_PORT'),
  port: port.default(5678).describe('PGAUGUR_PORT'),
  concurrency: z.coerce.number().int().min(1).max(256).default(availableParallelism()).describe('PGAUGUR_CONCURRENCY'),
  logLevel: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('warn')
    .describe('PGAUGUR_LOG_LEVEL'),
});

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
export function parseSettings(flags: SettingFlags, environment: NodeJS.ProcessEnv): Settings {
  const given: Record<string, string> = {};
  for (const [key, schema] of Object.entries(settingsSchema.shape)) {
    const value = flagOf(flags, key) ?? environment[schema.description ?? ''];
    if (value !== undefined && value !== '') given[key] = value;
  }
  const parsed = settingsSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new SettingError(
    parsed.error.issues
      .map((issue) => {
        const key = String(issue.path[0]);
        const variable = Object.entries(settingsSchema.shape).find(([name]) => name === key)?.[1].description;
        const shown = key === 'databaseUrl' ? hidePassword(given[key] ?? '') : given[key];
        return `${variable} (--${kebab(key)}): ${issue.message}, received "${shown}"`;
      })
      .join('\n'),
  );
}

function flagOf(flags: SettingFlags, key: string): string | undefined {
  return Object.entries(flags).find(([name]) => name === key)?.[1];
}

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** A connection URL that can be shown and logged. */
export const hidePassword = (url: string): string => url.replace(/(:\/\/[^:@/]*):[^@/]*@/, '$1:***@');
