/** The table of what lines cost: the most expensive first; who is chosen is shown in the editor. */

import { count, summarize } from '@ireko/lab';
import { nameOf } from '../programs/file-list.ts';
import type { CodeLine } from '../run/code-map.ts';
import { make } from '../widgets/dom.ts';
import { rangeText } from './cost-text.ts';
import type { LineCosts } from './line-costs.ts';

/** How many lines are shown. */
const most = 60;

const about = `What instructions cost in the layers below theirs: from where one left its layer, by an exception, until that
layer went on. Medians; the least and the most in brackets.`;

/** Shows these. @param text what a line says @param go is called with a line that is chosen */
export function showCosts(
  panel: HTMLElement,
  costs: readonly LineCosts[],
  text: (line: CodeLine) => string,
  go: (line: CodeLine) => void,
): void {
  if (costs.length === 0) {
    panel.replaceChildren(
      make('p', { className: 'hint' }, 'Nothing has left its layer yet: run something.'),
    );
    return;
  }
  const rows = costs.slice(0, most).map((each) => row(each, text(each), go));
  const titles = ['instruction', 'times', 'each', 'of which', 'in all'];
  const head = make('tr', {}, ...titles.map((title) => make('th', {}, title)));
  panel.replaceChildren(
    make('p', { className: 'hint' }, about),
    make('table', { className: 'costs' }, make('thead', {}, head), make('tbody', {}, ...rows)),
  );
}

function row(costs: LineCosts, text: string, go: (line: CodeLine) => void): HTMLElement {
  const { file, line, times, layers } = costs;
  const name = make(
    'button',
    { type: 'button', className: 'line', title: `${file}:${line}` },
    text,
  );
  name.onclick = () => go(costs);
  const { median, total } = summarize(costs.costs);
  const parts = layers.map(({ name: layer, costs: each }) => {
    const range = rangeText(each);
    const { median: usual } = summarize(each);
    const spread = range === count(usual) ? '' : ` (${range})`;
    return make('div', {}, `${layer} ${count(usual)}${spread}`);
  });
  return make(
    'tr',
    {},
    make('td', {}, name, make('small', {}, `${nameOf(file)}:${line}`)),
    make('td', {}, count(times)),
    make('td', {}, count(median)),
    make('td', {}, ...parts),
    make('td', {}, count(total)),
  );
}
