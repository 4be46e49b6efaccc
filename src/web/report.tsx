// The start of a report: one file with the same view as the page, and the answers beside it.
import 'uplot/dist/uPlot.min.css';
import './style/base.css';
import './style/table.css';
import './style/parts.css';
import './style/chart.css';
import './style/report.css';
import '@preact/signals';
import { render } from 'preact';
import { answerFrom } from './api/ask.ts';
import { paused } from './api/connection.ts';
import { REPORT_ELEMENT, type Report } from './api/report.ts';
import { stored } from './api/stored.ts';
import { ReportView } from './views/report/report.tsx';

const report: Report = JSON.parse(document.getElementById(REPORT_ELEMENT)?.textContent ?? '');
answerFrom(stored(report));
paused.value = true; // each question is asked once: the answer stays what it is
const page = document.getElementById('page');
if (page) render(<ReportView report={report} />, page);
