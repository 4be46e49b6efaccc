import { createLog, type Logger } from '../../env/log.ts';

type Callback = (error?: Error | null) => void;

/**
 * The log of a process that runs for long. From now on standard error has lines of JSON and nothing else: what libraries
 * and threads print there, warnings of Node, and the error that ends the process, which keeps its stack within a line.
 * The log itself writes past `process.stderr`.
 */
export function createOnlyLog(level: string): Logger {
  const log = createLog(level);
  process.stderr.write = (text: string | Uint8Array, encoding?: BufferEncoding | Callback, callback?: Callback) => {
    const said = (typeof text === 'string' ? text : Buffer.from(text).toString()).trim();
    if (said !== '') log[/\n\s+at /.test(said) ? 'error' : 'warn']({ from: 'stderr' }, said);
    const written = typeof encoding === 'function' ? encoding : callback;
    if (written) process.nextTick(written);
    return true;
  };
  process.removeAllListeners('warning'); // Node's own, which prints
  process.on('warning', ({ name, message }) => log.warn({ from: 'node', warning: name }, message));
  // Of a promise that nobody waits for, too.
  process.on('uncaughtException', (err) => {
    log.fatal({ err }, 'an error that nobody expected ends the process');
    process.exit(1);
  });
  return log;
}
