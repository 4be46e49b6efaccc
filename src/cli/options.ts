import { type Command, Option } from 'commander';
import { parseSettings, type SettingFlags, type Settings } from '../env/settings.ts';

const OPTIONS = {
  databaseUrl: [
    '--database-url <url>',
    'Postgres 15–18 to use; without it, commands use the embedded one (DATABASE_URL)',
  ],
  schema: ['--schema <name>', 'schema of this installation, default stock_data (PGAUGUR_SCHEMA)'],
  directory: ['--directory <path>', 'where the embedded Postgres lives, default .pgaugur (PGAUGUR_DIR)'],
  postgresPort: [
    '--postgres-port <port>',
    'port of the embedded Postgres, default any free one (PGAUGUR_POSTGRES_PORT)',
  ],
  port: ['--port <port>', 'port of the GraphQL API, default 5678 (PGAUGUR_PORT)'],
  concurrency: ['--concurrency <n>', 'steps at the same time, default one per core (PGAUGUR_CONCURRENCY)'],
  logLevel: ['--log-level <level>', 'trace … silent, default warn; JSON lines on stderr (PGAUGUR_LOG_LEVEL)'],
} as const satisfies { [K in keyof Settings]: readonly [string, string] };

/** Adds the settings that a command understands. */
export function withSettings(command: Command, ...names: (keyof Settings)[]): Command {
  for (const name of names) {
    const [flags, description] = OPTIONS[name];
    command.addOption(new Option(flags, description));
  }
  return command;
}

/** Flags and environment as settings. @throws SettingError naming what is wrong */
export function settingsOf(command: Command): Settings {
  const flags: SettingFlags = command.opts();
  return parseSettings(flags, process.env);
}
