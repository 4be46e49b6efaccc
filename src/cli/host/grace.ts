import type { Logger } from '../../env/log.ts';

/** Of the 45 s after which whoever asked kills, as the files in `deploy/` say. */
const GRACE_SECONDS = 40;

/**
 * For a process that was asked to end: what waits for a database that answers nothing would keep it until it is killed,
 * and nobody would know why. It then says so and exits with 1; what it held is taken over as that of one that died.
 */
export function endInTime(log: Logger): void {
  setTimeout(() => {
    log.fatal(`not stopped within ${GRACE_SECONDS} s, ends as it is: others take over what it had begun`);
    process.exit(1);
  }, GRACE_SECONDS * 1000).unref();
}
