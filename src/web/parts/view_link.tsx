import type { ComponentChildren } from 'preact';
import { hasServer } from '../api/ask.ts';

/** A link to another view; in a report, which has none, its words. */
export const ViewLink = ({ to, children }: { readonly to: string; readonly children: ComponentChildren }) =>
  hasServer() ? <a href={to}>{children}</a> : children;
