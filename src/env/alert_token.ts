/** What hooks that ask for it are sent. From the environment alone: flags are seen in the list of processes. */
export const alertToken = (environment: NodeJS.ProcessEnv): string | undefined =>
  environment.PGAUGUR_ALERT_TOKEN || undefined;
