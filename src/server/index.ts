export { PortTakenError } from './listen.ts';
export { type RunningServer, type ServerOptions, startServer } from './start_server.ts';
