import 'uplot/dist/uPlot.min.css';
import './style/base.css';
import './style/table.css';
import './style/parts.css';
import './style/chart.css';
import './style/runs.css';
import '@preact/signals';
import { render } from 'preact';
import { App } from './app.tsx';
import { followLinks } from './parts/router.ts';

followLinks();
const page = document.getElementById('page');
if (page) render(<App />, page);
// The first view does not wait for it.
void import('./api/live.ts').then(({ listen }) => listen());
