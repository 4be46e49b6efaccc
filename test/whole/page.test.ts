import { describe } from 'node:test';
import { unlessBrowser } from '../web/browser.ts';
import { addressesOfPage } from './page/addresses.ts';
import { liveOfPage } from './page/live.ts';
import { operatorsOfPage } from './page/operators.ts';
import { readingOfPage } from './page/reading.ts';
import { reportOfPage } from './page/report.ts';
import { pageSuite } from './page/suite.ts';
import { viewsOfPage } from './page/views.ts';

/** In this order: the last ones add instruments, and stop the server. */
describe('the page in a browser', { skip: unlessBrowser }, () => {
  const suite = pageSuite();
  viewsOfPage(suite);
  operatorsOfPage(suite);
  addressesOfPage(suite);
  reportOfPage(suite);
  liveOfPage(suite);
  readingOfPage(suite);
});
