import { readFile } from 'node:fs/promises';
import { SafeError } from 'postgraphile/grafast';
import { z } from 'zod';

const list = z.record(z.string(), z.string());

/** Documents by their id, from a file that a build of a client wrote. */
export type DocumentList = ReadonlyMap<string, string>;

/** @throws Error naming the file and what is wrong with it */
export async function readDocumentList(path: string): Promise<DocumentList> {
  try {
    return new Map(Object.entries(list.parse(JSON.parse(await readFile(path, 'utf8')))));
  } catch (error) {
    throw new Error(
      `${path} is no JSON object of documents by their id: ${error instanceof Error ? error.message : error}`,
      {
        cause: error,
      },
    );
  }
}

const extensions = z.object({ persistedQuery: z.object({ sha256Hash: z.string() }) });

/** Answers the documents of a list and no others. Clients name one by its id, as Apollo's and Relay's do. */
export const documentListPlugin = (documents: DocumentList): GraphileConfig.Plugin => ({
  name: 'PgaugurDocumentListPlugin',
  description: 'Answers documents of a list, and no others',
  version: '1.0.0',
  grafserv: {
    middleware: {
      processGraphQLRequestBody(next, { body }) {
        const id = extensions.safeParse(body.extensions).data?.persistedQuery.sha256Hash ?? body.documentId ?? body.id;
        const text = typeof id === 'string' ? documents.get(id) : undefined;
        if (text === undefined) {
          const which =
            typeof id === 'string' ? `"${id.slice(0, 100)}" is not one of them` : 'no id was given as "documentId"';
          throw new SafeError(`this server answers the documents of its list alone, and ${which}`, { statusCode: 400 });
        }
        body.query = text;
        return next();
      },
    },
  },
});
