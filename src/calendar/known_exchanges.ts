/** An exchange as people and sources call it, by its ISO 10383 market identifier code. */
export type KnownExchange = {
  readonly micCode: string;
  readonly name: string;
  /** In capitals, without spaces and punctuation: of Yahoo Finance, brokers and conversation. */
  readonly alsoCalled: readonly string[];
  /** IANA time zone, and local hours of regular trading today: where the calendar is known, too. */
  readonly hours?: { readonly timezone: string; readonly open: string; readonly close: string };
};

const NEW_YORK = { timezone: 'America/New_York', open: '09:30', close: '16:00' };
const WARSAW = { timezone: 'Europe/Warsaw', open: '09:00', close: '17:00' };

/** Names that one exchange has by itself: `TSE` is Tokyo's, Toronto's and others', and so is nobody's here. */
export const KNOWN_EXCHANGES: readonly KnownExchange[] = [
  {
    micCode: 'XNYS',
    name: 'New York Stock Exchange',
    alsoCalled: ['NYSE', 'NYQ', 'NYS', 'NEWYORKSTOCKEXCHANGE'],
    hours: NEW_YORK,
  },
  {
    micCode: 'XNAS',
    name: 'Nasdaq',
    alsoCalled: ['NASDAQ', 'NASDAQGS', 'NASDAQGM', 'NASDAQCM', 'NASD', 'NMS', 'NGM', 'NCM', 'NAS', 'NDAQ'],
    hours: NEW_YORK,
  },
  {
    micCode: 'XASE',
    name: 'NYSE American',
    alsoCalled: ['AMEX', 'NYSEAMERICAN', 'NYSEMKT', 'NYSEAMEX', 'AMERICANSTOCKEXCHANGE', 'ASE'],
    hours: NEW_YORK,
  },
  { micCode: 'ARCX', name: 'NYSE Arca', alsoCalled: ['ARCA', 'NYSEARCA', 'ARCAEX', 'PCX'], hours: NEW_YORK },
  {
    micCode: 'XWAR',
    name: 'Warsaw Stock Exchange',
    alsoCalled: ['WSE', 'GPW', 'WAR', 'WARSAW', 'WARSAWSTOCKEXCHANGE'],
    hours: WARSAW,
  },
  { micCode: 'XLON', name: 'London Stock Exchange', alsoCalled: ['LSE', 'LONDON', 'LONDONSTOCKEXCHANGE'] },
  { micCode: 'XETR', name: 'Xetra', alsoCalled: ['XETRA', 'GER', 'IBIS'] },
  { micCode: 'XFRA', name: 'Frankfurt Stock Exchange', alsoCalled: ['FWB', 'FRA', 'FRANKFURT'] },
  { micCode: 'XPAR', name: 'Euronext Paris', alsoCalled: ['EURONEXTPARIS', 'EPA', 'PARIS'] },
  { micCode: 'XAMS', name: 'Euronext Amsterdam', alsoCalled: ['EURONEXTAMSTERDAM', 'AMS', 'AMSTERDAM'] },
  { micCode: 'XSWX', name: 'SIX Swiss Exchange', alsoCalled: ['SIX', 'SWX', 'EBS'] },
  { micCode: 'XTSE', name: 'Toronto Stock Exchange', alsoCalled: ['TSX', 'TORONTO', 'TORONTOSTOCKEXCHANGE'] },
  { micCode: 'XTKS', name: 'Tokyo Stock Exchange', alsoCalled: ['JPX', 'TOKYO', 'TOKYOSTOCKEXCHANGE'] },
  { micCode: 'XHKG', name: 'Hong Kong Exchanges', alsoCalled: ['HKEX', 'SEHK', 'HKG', 'HONGKONG'] },
  { micCode: 'XASX', name: 'Australian Securities Exchange', alsoCalled: ['ASX'] },
  { micCode: 'XNSE', name: 'National Stock Exchange of India', alsoCalled: ['NSEINDIA', 'NSI'] },
];
