export { type Ask, withApi } from './answers.ts';
export { PortTakenError } from './listen.ts';
export { reportFile } from './page/report_file.ts';
export { type RunningServer, type ServerOptions, startServer } from './start_server.ts';
