import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { exchangeHolidays } from '../../src/calendar/index.ts';
import { SHARED } from '../support/shared.ts';
import { daysOf, disagreements, sessionsOf, skipWithoutPrices } from './support.ts';

test('holidays are those that NYSE has published', () => {
  // NYSE Group, "Holiday and Early Closings Calendar": 2011–2016 as published each year; 2022–2024 (27 December 2021),
  // 2025–2027 (8 November 2024), 2026–2028 (23 December 2025). To them: closures that nobody published ahead.
  const published: Record<number, string> = {
    2011: '01-17 02-21 04-22 05-30 07-04 09-05 11-24 12-26',
    2012: '01-02 01-16 02-20 04-06 05-28 07-04 09-03 10-29 10-30 11-22 12-25',
    2013: '01-01 01-21 02-18 03-29 05-27 07-04 09-02 11-28 12-25',
    2014: '01-01 01-20 02-17 04-18 05-26 07-04 09-01 11-27 12-25',
    2015: '01-01 01-19 02-16 04-03 05-25 07-03 09-07 11-26 12-25',
    2016: '01-01 01-18 02-15 03-25 05-30 07-04 09-05 11-24 12-26',
    2022: '01-17 02-21 04-15 05-30 06-20 07-04 09-05 11-24 12-26',
    2023: '01-02 01-16 02-20 04-07 05-29 06-19 07-04 09-04 11-23 12-25',
    2024: '01-01 01-15 02-19 03-29 05-27 06-19 07-04 09-02 11-28 12-25',
    2025: '01-01 01-09 01-20 02-17 04-18 05-26 06-19 07-04 09-01 11-27 12-25',
    2026: '01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25',
    2027: '01-01 01-18 02-15 03-26 05-31 06-18 07-05 09-06 11-25 12-24',
    2028: '01-17 02-21 04-14 05-29 06-19 07-04 09-04 11-23 12-25',
  };
  for (const [year, days] of Object.entries(published)) {
    assert.deepEqual(daysOf('XNYS', Number(year)), days.split(' '), year);
  }
});

test('every exchange of the United States keeps the same days', () => {
  const of = (mic: string) =>
    exchangeHolidays()
      .filter(({ micCode }) => micCode === mic)
      .map(({ date, name }) => [date, name]);
  assert.ok(of('XNYS').length > 0);
  for (const mic of ['XASE', 'ARCX', 'XNAS']) assert.deepEqual(of(mic), of('XNYS'), mic);
});

test('the S&P 500 has a session on every weekday but these', { skip: skipWithoutPrices }, () => {
  assert.deepEqual(disagreements('XNYS', sessionsOf('index/SPX.csv'), '2000-01-01', '2020-04-17'), []);
});

test('the NASDAQ Composite has a session on every weekday but these', { skip: skipWithoutPrices }, () => {
  assert.deepEqual(disagreements('XNAS', sessionsOf('index/IXIC.csv'), '2000-01-01', '2020-12-31'), []);
});

test('the stocks of the Dow have sessions on every weekday but these', { skip: skipWithoutPrices }, () => {
  const files = readdirSync(new URL('data/dow30/', SHARED)).filter((file) => file.endsWith('.csv'));
  const perFile = files.map((file) => sessionsOf(`dow30/${file}`));
  const all = new Set(perFile.flatMap((sessions) => [...sessions]));
  // Single files lack single sessions; together they have them all.
  assert.deepEqual(disagreements('XNYS', all, '2006-01-03', '2017-12-29'), []);
});
