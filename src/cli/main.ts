import { writeSync } from 'node:fs';
import { format } from 'node:util';
import pg from 'pg';
import { boundGpuMemory } from '../backends/tensorflow/gpu_memory.ts';
import { AdministratorError } from '../db/administrator.ts';
import { AdoptionError } from '../db/adoption/adopt.ts';
import { LockedError } from '../db/lock_patience.ts';
import { PartitionError } from '../db/partitions/plan.ts';
import { SchemaVersionError } from '../db/schema_version.ts';
import { SessionError, UnfitDatabaseError } from '../db/session_error.ts';
import { WorkerRightsError } from '../db/worker_rights.ts';
import { hidePasswords } from '../env/hide_password.ts';
import { SettingError } from '../env/settings.ts';
import { EmbeddedPostgresError } from '../postgres/embedded.ts';
import { AlreadyRunningError } from '../postgres/process_lock.ts';
import { OpenToAllError } from '../server/identity/open_to_all.ts';
import { PortTakenError } from '../server/listen.ts';
import { createProgram } from './program.ts';
import { UserError } from './terminal/errors.ts';
import { guardTerminal, printableOn } from './terminal/printable.ts';

// Before any thread starts: TensorFlow reads it from the process, not from a thread.
boundGpuMemory(process.env);
// Errors quote what was typed.
const complain = console.error.bind(console);
console.error = (...said) => complain(hidePasswords(format(...said)));
guardTerminal();

try {
  await createProgram().parseAsync(process.argv);
} catch (error) {
  // What the user can mend is said in a sentence; anything else is ours and keeps its stack. The sentence goes past
  // process.stderr, which a command that runs for long has turned into lines of its log.
  const said = sentence(error);
  if (said === undefined) console.error(error);
  else writeSync(2, `${printableOn(process.stderr, hidePasswords(said))}\n`);
  process.exitCode = 1;
}

function sentence(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const expected = [
    ...[UserError, SettingError, AlreadyRunningError, EmbeddedPostgresError, PortTakenError, OpenToAllError],
    ...[
      SchemaVersionError,
      WorkerRightsError,
      SessionError,
      LockedError,
      UnfitDatabaseError,
      AdoptionError,
      AdministratorError,
      PartitionError,
    ],
  ];
  if (expected.some((kind) => error instanceof kind)) return `pgaugur: ${error.message}`;
  // What a function of the database raises, under whichever code, is a sentence, and where it can says what to do.
  if (!(error instanceof pg.DatabaseError) || error.routine !== 'exec_stmt_raise') return undefined;
  return `pgaugur: ${error.message}${error.hint === undefined ? '' : `\n${error.hint}`}`;
}
