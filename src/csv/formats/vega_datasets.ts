import { ENGLISH, type PriceFormat } from './format.ts';

export const vegaDatasets: PriceFormat = {
  name: 'vega_datasets',
  source: 'the npm package vega-datasets, and yahoo-finance2 as CSV',
  header: 'date,open,high,low,close,adjclose,volume',
  columns: { ...ENGLISH, adjclose: 'adjustedClose' },
  marks: ['adjclose'],
  dates: ['YYYY-MM-DD'],
  numbers: 'point',
  order: 'oldest first',
  prices: 'split-adjusted',
};
