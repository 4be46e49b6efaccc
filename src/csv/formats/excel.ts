import { ENGLISH, type PriceFormat } from './format.ts';

/** A sheet saved where a comma parts the decimals: cells are parted by semicolons then. */
export const excel: PriceFormat = {
  name: 'excel',
  source: 'Excel and LibreOffice: a sheet saved as CSV under a European locale',
  header: 'Date;Open;High;Low;Close;Volume',
  columns: {
    ...ENGLISH,
    datum: 'date',
    eröffnung: 'open',
    hoch: 'high',
    tief: 'low',
    schluss: 'close',
    schlusskurs: 'close',
    volumen: 'volume',
    symbol: 'symbol',
    ticker: 'symbol',
    'adj close': 'adjustedClose',
    adjusted_close: 'adjustedClose',
    split_factor: 'splitFactor',
    dividend_amount: 'dividend',
  },
  dates: ['YYYY-MM-DD', 'DD.MM.YYYY', 'DD/MM/YYYY', 'DD-MM-YYYY'],
  needs: 'decimal commas',
  numbers: 'comma',
  order: 'oldest first',
  prices: 'on the basis of their splits',
};
