import { spawn } from 'node:child_process';
import { Command } from 'commander';
import { UserError } from '../terminal/errors.ts';
import { settingsOf, withSettings } from '../terminal/options.ts';

/** How long a server on this machine may take to say that it is there. */
const PATIENCE_MILLISECONDS = 3000;

export function openCommand(): Command {
  const command = new Command('open')
    .description('Show the page of a running server in the browser')
    .argument('[symbol]', 'look for this instrument')
    .option('--print', 'say the address and open nothing')
    .action(async (symbol: string | undefined) => {
      const { port } = settingsOf(command);
      const address = pageAddress(port, symbol);
      await requireServer(address, port);
      console.log(address);
      if (!command.opts<{ print?: boolean }>().print) await showInBrowser(address);
    });
  return withSettings(command, 'port');
}

function pageAddress(port: number, symbol: string | undefined): string {
  const address = new URL(`http://127.0.0.1:${port}/`);
  if (symbol !== undefined) address.searchParams.set('q', symbol);
  return address.href;
}

/** @throws UserError when no pgaugur answers there */
async function requireServer(address: string, port: number): Promise<void> {
  const answers = await fetch(new URL('/healthz', address), { signal: AbortSignal.timeout(PATIENCE_MILLISECONDS) })
    .then(({ ok }) => ok)
    .catch(() => false); // whatever the reason: nobody is there to be shown
  if (!answers) {
    throw new UserError(`no pgaugur answers on port ${port}: start one with pgaugur start or pgaugur serve`);
  }
}

const OPENERS: Readonly<Record<string, readonly string[]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', '""'],
};

/** By the system's own command. Where there is none, as on a host without a screen, the address has been said. */
function showInBrowser(address: string): Promise<void> {
  const [program = '', ...args] = OPENERS[process.platform] ?? ['xdg-open'];
  return new Promise((done) => {
    const opener = spawn(program, [...args, address], { stdio: 'ignore', detached: true });
    opener.once('error', () => done());
    opener.once('spawn', () => {
      opener.unref();
      done();
    });
  });
}
