/** The user asked for something that cannot be done: the message names the thing, the rule and the value. */
export class UserError extends Error {
  override name = 'UserError';
}
