// npm run audit: are there advisories about what users install? Those in exceptions.ts are borne with, others fail.
//
//   --ci          ask only where CI is set, as it is in most services: this is how `npm run check` asks
//   --required    fail where nobody could be asked, too
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { commandLine } from '../support/command_line.ts';
import { askRegistry, auditFaults } from './audit.ts';
import { EXCEPTIONS } from './exceptions.ts';

const { values: flags } = commandLine('usage: npm run -s audit -- [--ci] [--required]', () =>
  parseArgs({ options: { ci: { type: 'boolean', default: false }, required: { type: 'boolean', default: false } } }),
);
if (!flags.ci || process.env.CI) {
  const audit = await askRegistry(fileURLToPath(new URL('../..', import.meta.url)));
  if ('notAsked' in audit) {
    console.error(`no registry could be asked for advisories, so nothing is known of them: ${audit.notAsked}`);
    if (flags.required) process.exitCode = 1;
  } else {
    const faults = auditFaults(audit.advisories, EXCEPTIONS, new Date().toISOString().slice(0, 10));
    for (const fault of faults) console.error(fault);
    if (faults.length > 0) process.exitCode = 1;
    else console.log(`no advisory about what is installed, beside ${EXCEPTIONS.length} exceptions`);
  }
}
