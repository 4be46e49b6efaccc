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
