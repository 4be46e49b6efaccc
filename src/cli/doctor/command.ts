import { Command } from 'commander';
import { sharedHost, thisHost } from '../../backends/tensorflow/host.ts';
import { settingsOf, withSettings } from '../terminal/options.ts';
import { libxgboostFinding, tensorflowFinding } from './learners.ts';
import { machineFindings } from './machine.ts';
import { postgresFindings } from './postgres.ts';
import { missingOf, reportJson, reportLines } from './report.ts';

export function doctorCommand(): Command {
  const command = new Command('doctor')
    .description('What this host would train on and store into, and why not something better')
    .option('--json', 'print one JSON object')
    .action(async ({ json }: { json?: boolean }) => {
      const settings = settingsOf(command);
      const findings = [
        ...machineFindings(),
        await tensorflowFinding(thisHost(sharedHost(settings.webgpu))),
        libxgboostFinding(),
        ...(await postgresFindings(settings)),
      ];
      console.log(json ? JSON.stringify(reportJson(findings)) : reportLines(findings).join('\n'));
      if (missingOf(findings).length > 0) process.exitCode = 1;
    })
    .addHelpText(
      'after',
      `
Each thing is ok, slow (a worse substitute is used), none (optional, and not there) or missing.
The exit code is 1 when something is missing that pgaugur cannot do without. Nothing is changed.`,
    );
  return withSettings(command, 'databaseUrl', 'schema', 'directory', 'webgpu');
}
