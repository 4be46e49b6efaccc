import type { PriceField, PriceFormat } from './format.ts';

const COMMON = { order: 'newest first', prices: 'not stated' } as const;

/** Volumes are rounded to three digits and a letter. Days come first on its British and Indian pages. */
export const investing: PriceFormat = {
  name: 'investing',
  source: 'Investing.com: "Historical Data", Download Data',
  header: 'Date,Price,Open,High,Low,Vol.,Change %',
  columns: { date: 'date', price: 'close', open: 'open', high: 'high', low: 'low', 'vol.': 'volume' },
  dates: ['MM/DD/YYYY', 'DD/MM/YYYY', 'Mon DD, YYYY', 'DD-MM-YYYY', 'YYYY-MM-DD'],
  numbers: 'point',
  ...COMMON,
};

/** In every language the columns stand in this order. */
const FIELDS: readonly PriceField[] = ['date', 'close', 'open', 'high', 'low', 'volume'];

/** Its pages in languages whose decimals a comma parts: `10,074` is about ten there, and `114.982` more than a hundred thousand. */
function investingIn(language: string, page: string, header: string, date: 'DD.MM.YYYY' | 'DD/MM/YYYY'): PriceFormat {
  const labels = header.toLowerCase().split(',');
  return {
    name: `investing_${language}`,
    source: `Investing.com: "${page}"`,
    header,
    columns: Object.fromEntries(FIELDS.map((field, i) => [labels[i], field])),
    dates: [date],
    numbers: 'comma',
    ...COMMON,
  };
}

export const investingAbroad: readonly PriceFormat[] = [
  investingIn('german', 'Historische Daten', 'Datum,Zuletzt,Eröffn.,Hoch,Tief,Vol.,+/- %', 'DD.MM.YYYY'),
  investingIn('french', 'Données historiques', 'Date,Dernier,Ouv.,Plus Haut,Plus Bas,Vol.,Variation %', 'DD/MM/YYYY'),
  investingIn('spanish', 'Datos históricos', 'Fecha,Último,Apertura,Máximo,Mínimo,Vol.,% var.', 'DD.MM.YYYY'),
  investingIn('portuguese', 'Dados históricos', 'Data,Último,Abertura,Máxima,Mínima,Vol.,Var%', 'DD.MM.YYYY'),
  investingIn('italian', 'Dati storici', 'Data,Ultimo,Apertura,Massimo,Minimo,Vol.,Var. %', 'DD.MM.YYYY'),
];
