/** What stands where a number is not known. */
export const UNKNOWN = '–';

type Maybe = number | null | undefined;
const known = (value: Maybe): value is number => typeof value === 'number' && Number.isFinite(value);

/** A real minus sign, as wide as a plus. */
const minus = (text: string): string => text.replace('-', '−');

/** Digits in groups of three with a thin space that does not break: 5 105, 1 234 567.5. */
function grouped(text: string): string {
  const [whole, fraction] = text.split('.');
  const spaced = whole.replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f');
  return fraction === undefined ? spaced : `${spaced}.${fraction}`;
}

/** Rounded to digits, with no minus before a zero. */
export function fixed(value: Maybe, digits = 2): string {
  if (!known(value)) return UNKNOWN;
  const text = value.toFixed(digits);
  return minus(grouped(/^-0(?:\.0*)?$/.test(text) ? text.slice(1) : text));
}

/** To so many digits that mean something, however small: 0.02411, −1.97. */
export const significant = (value: Maybe, digits: number): string =>
  known(value) ? minus(String(Number(value.toPrecision(digits)))) : UNKNOWN;

/** Decimals with which the largest of some numbers has two digits that mean something; two at least. */
export const decimalsOf = (largest: number): number =>
  largest > 0 ? Math.min(6, Math.max(2, 1 - Math.floor(Math.log10(largest)))) : 2;

/** A whole number: 5 105. */
export const count = (value: Maybe): string => fixed(value, 0);

/** A share in [0, 1] or a return as per cent: 56.1 %. */
export const percent = (value: Maybe, digits = 1): string =>
  known(value) ? `${fixed(value * 100, digits)}\u00a0%` : UNKNOWN;

/** The same with its sign, for what rises and falls: +2.0 %. */
export function signed(value: Maybe, digits = 1): string {
  const text = percent(value, digits);
  return known(value) && Number((value * 100).toFixed(digits)) > 0 ? `+${text}` : text;
}

/** Two ends: 0.39–0.58, and −4.1 to 2.0 where a dash beside a minus would be misread. */
const between = (from: string, to: string): string =>
  from.startsWith('−') || to.startsWith('−') ? `${from} to ${to}` : `${from}–${to}`;

/** An interval of shares: 48.2–63.9 %. */
export const percentRange = (from: Maybe, to: Maybe, digits = 0): string =>
  known(from) && known(to) ? `${between(fixed(from * 100, digits), fixed(to * 100, digits))}\u00a0%` : UNKNOWN;

/** An interval of plain numbers: 0.39–0.58. */
export const range = (from: Maybe, to: Maybe, digits = 2): string =>
  known(from) && known(to) ? between(fixed(from, digits), fixed(to, digits)) : UNKNOWN;

/** An interval of changes, with their signs: −4.0 to +5.0 %. */
export const signedRange = (from: Maybe, to: Maybe, digits = 1): string =>
  known(from) && known(to) ? `${signed(from, digits).replace('\u00a0%', '')} to ${signed(to, digits)}` : UNKNOWN;

/** A price as it is read: two decimals, more where it is small. */
export function price(value: Maybe | string): string {
  const number = typeof value === 'string' ? Number(value) : value;
  if (!known(number)) return UNKNOWN;
  return fixed(number, priceDigits(number));
}

/** Decimals that tell prices of a size apart. */
export function priceDigits(value: number): number {
  const size = Math.abs(value);
  return size === 0 || size >= 10 ? 2 : size >= 0.1 ? 4 : 8;
}

const UNITS = [
  [1e12, 'T'],
  [1e9, 'bn'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const;

/** A large number in short: 5.22 bn; three digits of a small one. */
export function compact(value: Maybe | string): string {
  const number = typeof value === 'string' ? Number(value) : value;
  if (!known(number)) return UNKNOWN;
  const unit = UNITS.find(([size]) => Math.abs(number) >= size * 0.9995);
  const [size, name] = unit ?? [1, ''];
  const short = minus(Number((number / size).toPrecision(3)).toString());
  return name === '' ? short : `${short}\u202f${name}`;
}

/** A time that something took: 340 ms, 2.1 s, 3 min 20 s, 2 h 05 min. */
export function duration(seconds: Maybe): string {
  if (!known(seconds)) return UNKNOWN;
  if (seconds < 0.9995) return `${Math.round(seconds * 1000)}\u00a0ms`;
  if (seconds < 59.5) return `${seconds < 9.95 ? seconds.toFixed(1) : Math.round(seconds)}\u00a0s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)}\u00a0min ${whole % 60}\u00a0s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)}\u00a0h ${String(minutes % 60).padStart(2, '0')}\u00a0min`;
  return `${Math.round(minutes / 1440)}\u00a0days`;
}

/** The same where there is little room: 340 ms, 2.1 s, 83 s, 2.4 min, 3.1 h. */
export function briefly(seconds: Maybe): string {
  if (!known(seconds) || seconds < 59.5) return duration(seconds);
  if (seconds < 99.5) return `${Math.round(seconds)}\u00a0s`;
  const [size, unit] = seconds < 5970 ? [60, 'min'] : seconds < 172_800 ? [3600, 'h'] : [86_400, 'd'];
  const value = seconds / size;
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)}\u00a0${unit}`;
}

/** A number of things: 1 session, 5 105 sessions. */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)}\u00a0${value === 1 ? one : many}`;
