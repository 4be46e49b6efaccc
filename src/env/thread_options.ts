/** Options that say how a thread finds and treats modules; with their value behind them where it is not behind "=". */
const OF_MODULES =
  /^(-C|--conditions|-r|--require|--import|--loader|--no-warnings|--disable-warning|--enable-source-maps|--experimental-[a-z-]+)(=|$)/;

/**
 * Options of Node for a thread: undefined, so that it inherits what this process was started with. One that inherited
 * `--inspect-brk` would wait for a debugger of its own, which most never send, and what computes would stand still. So
 * under a debugger it gets those of modules alone: a thread that is told others, as V8's, refuses to start.
 */
export function threadOptions(options: readonly string[] = process.execArgv): string[] | undefined {
  if (!options.some((option) => option.startsWith('--inspect'))) return undefined;
  return options.filter((option, i) => {
    const before = options[i - 1];
    const isValue = !option.startsWith('-') && before !== undefined && !before.includes('=');
    return OF_MODULES.test(isValue ? before : option);
  });
}
