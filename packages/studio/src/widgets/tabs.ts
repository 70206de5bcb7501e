/** Views of which one is shown, chosen by tabs, with the mouse or the arrow keys. */

import { element, make } from './dom.ts';

/** Lets the user choose among the elements with these ids. */
export class Tabs {
  readonly #tabs: ReadonlyMap<string, HTMLButtonElement>;

  /** @param views ids of elements, with their titles; the first is shown. */
  constructor(bar: HTMLElement, views: readonly (readonly [id: string, title: string])[]) {
    this.#tabs = new Map(
      views.map(([id, title]) => {
        const tab = make('button', { type: 'button', role: 'tab' }, title);
        tab.setAttribute('aria-controls', id);
        tab.onclick = () => this.show(id);
        return [id, tab];
      }),
    );
    bar.append(...this.#tabs.values());
    bar.addEventListener('keydown', ({ key }) => this.#onKey(key));
    this.show(views[0]?.[0] ?? '');
  }

  show(id: string): void {
    for (const [other, tab] of this.#tabs) {
      const isShown = other === id;
      tab.ariaSelected = `${isShown}`;
      tab.tabIndex = isShown ? 0 : -1;
      element(other, HTMLElement).hidden = !isShown;
    }
  }

  #onKey(key: string): void {
    const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    const ids = [...this.#tabs.keys()];
    const shown = ids.findIndex((id) => this.#tabs.get(id)?.ariaSelected === 'true');
    const next = ids[(shown + step + ids.length) % ids.length];
    if (next === undefined) return;
    this.show(next);
    this.#tabs.get(next)?.focus();
  }
}
