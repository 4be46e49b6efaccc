import { Command } from 'commander';
import type { Pool } from '../../db/pool.ts';
import { createLog } from '../../env/log.ts';
import { release } from '../../env/package_root.ts';
import type { Settings } from '../../env/settings.ts';
import { REPORT_ELEMENT, type Report } from '../../web/api/report.ts';
import { outputFile, writeToStdout, writeWholeFile } from '../files/output_file.ts';
import { databaseUrl } from '../host/database.ts';
import { withDatabase } from '../host/with_database.ts';
import { UserError } from '../terminal/errors.ts';
import { settingsOf, withSettings } from '../terminal/options.ts';
import { collectAnswers } from './collect.ts';
import { reportedInstrument } from './instrument.ts';

type Options = { out?: string; exchange?: string };

export function reportCommand(): Command {
  const command = new Command('report')
    .description('An instrument as one HTML file: prices, predictions, reasons and backtest, to keep, send or print')
    .argument('<symbol>', 'the instrument')
    .option('--out <file.html>', 'write to this file, whole or not at all, instead of standard output')
    .option('--exchange <mic>', 'which of several instruments with the same symbol is meant')
    .action(async (symbol: string, { out, exchange }: Options) => {
      const settings = settingsOf(command);
      const output = out === undefined ? undefined : await outputFile(out, []);
      const html = await withDatabase(settings, (db) => writeReport(db, settings, symbol, exchange));
      if (output === undefined) return writeToStdout([html]);
      await writeWholeFile(output, [html]);
      console.log(`${symbol} in ${out}, ${Math.ceil(html.length / 1000).toLocaleString('en-US')} kB`);
    })
    .addHelpText(
      'after',
      `
Examples:
  pgaugur report AAPL --out aapl.html
  pgaugur report AAPL --exchange XNAS | gzip > aapl.html.gz

The file is the page of the instrument as it is now, and needs nothing beside it: no server, no
network. It is read in any browser, in light or dark, and printed. It explains the newest prediction
and has up to five backtests.`,
    );
  return withSettings(command, 'databaseUrl', 'schema', 'directory');
}

async function writeReport(db: Pool, settings: Settings, symbol: string, exchange?: string): Promise<string> {
  const { id } = await reportedInstrument(db, symbol, exchange);
  const { reportFile, withApi } = await import('../../server/index.ts');
  const readAt = new Date().toISOString();
  const answers = await withApi(
    { databaseUrl: await databaseUrl(settings), schema: settings.schema, log: createLog('warn') },
    (ask) => collectAnswers(ask, id),
  );
  if (answers === undefined) {
    throw new UserError(`nothing is predicted of ${symbol} yet: pgaugur status --symbol ${symbol} says how far it is`);
  }
  const content: Report = { instrumentId: id, symbol, readAt, release, answers };
  return reportFile({ title: `${symbol} · pgaugur`, element: REPORT_ELEMENT, content });
}
