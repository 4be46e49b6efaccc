/** `why_not` and its kind: reasons separated by semicolons, each a sentence of its own. */
export function reasons(text: string | null | undefined): readonly string[] {
  return (text ?? '')
    .split(/;\s+(?![^()]*\))/)
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

/**
 * The first letter large: what stands in SQL in the middle of a sentence begins one here. A name stays as it is written:
 * v2.0.0, xgboost_classifier.
 */
export const sentence = (text: string): string =>
  /^\p{L}+(?![\p{L}\d_@]|[./]\p{L})/u.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;

/** The same to its end: what comes from the server may have its full stop or not. */
export const stated = (text: string): string => (/[.!?]$/.test(text) ? sentence(text) : `${sentence(text)}.`);

/** check_data_availability → check data availability. */
export const spaced = (name: string): string => name.replaceAll('_', ' ');
