/**
 * JSON whose numbers stay the text that was sent: a volume beyond 2^53 and the seventeenth digit of a price would change
 * on their way through a double.
 * @throws SyntaxError when the text is no JSON, or is cut off
 */
export function exactJson(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown, context?: { readonly source?: string }) =>
    typeof value === 'number' ? (context?.source ?? String(value)) : value,
  );
}
