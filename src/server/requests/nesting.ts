import { GraphQLError, Lexer, Source, TokenKind } from 'postgraphile/graphql';
import { limits } from '../limits.ts';

const OPENING: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const CLOSING: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

/**
 * Refuses a document whose brackets nest deeper than anything that may be asked. To be looked at before it is parsed:
 * whatever goes through a document calls itself for each level, and runs out of stack in one that is made to be deep.
 * @throws GraphQLError that names the limit, or where the text is none of GraphQL
 */
export function refuseDeep(text: string): void {
  const source = new Source(text);
  const lexer = new Lexer(source);
  let depth = 0;
  for (let count = 0; count <= limits.documentTokens; count++) {
    const { kind, start } = lexer.advance();
    if (kind === TokenKind.EOF) return;
    if (OPENING.has(kind)) depth++;
    else if (CLOSING.has(kind)) depth--;
    if (depth > limits.nesting) {
      throw new GraphQLError(
        `the document has more than ${limits.nesting} brackets within each other, at most so many are read: ask for less at a time`,
        { source, positions: [start] },
      );
    }
  }
}
