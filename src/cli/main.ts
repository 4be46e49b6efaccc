import { SchemaVersionError } from '../db/schema_version.ts';
import { SettingError } from '../env/settings.ts';
import { AlreadyRunningError } from '../postgres/process_lock.ts';
import { PortTakenError } from '../server/listen.ts';
import { UserError } from './errors.ts';
import { createProgram } from './program.ts';

try {
  await createProgram().parseAsync(process.argv);
} catch (error) {
  // What the user can mend is said in a sentence; anything else is ours and keeps its stack.
  const expected = [UserError, SettingError, SchemaVersionError, AlreadyRunningError, PortTakenError].some(
    (kind) => error instanceof kind,
  );
  console.error(expected && error instanceof Error ? `pgaugur: ${error.message}` : error);
  process.exitCode = 1;
}
