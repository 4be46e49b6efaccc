/**
 * Options of Node for a thread. One that inherited `--inspect-brk` would wait for a debugger of its own, which most never
 * send: what computes would stand still.
 */
export const withoutDebugger = (options: readonly string[]): string[] =>
  options.filter((option) => !option.startsWith('--inspect'));
