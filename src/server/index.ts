export { PortTakenError } from './listen.ts';
export { buildSchemaText } from './schema_text.ts';
export { type RunningServer, type ServerOptions, startServer } from './start_server.ts';
