/**
 * A panel with values that can be changed in their places. Those are elements with a place in `data-place`: arrow keys
 * go from one to another, Enter or a double click begins to write, Enter ends it, and Escape leaves what there was.
 */

import { make } from './dom.ts';

const arrows: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** See the head of this file. */
export class Editable {
  readonly #panel: HTMLElement;
  /** Is told what was written, and where. */
  readonly #change: (place: string, text: string) => void;
  /** The place that the tabulator leads to. */
  #current: string | undefined;

  constructor(panel: HTMLElement, change: (place: string, text: string) => void) {
    this.#panel = panel;
    this.#change = change;
    panel.addEventListener('keydown', (event) => this.#onKey(event));
    panel.addEventListener('dblclick', ({ target }) => this.#edit(cellOf(target)));
    panel.addEventListener('focusin', ({ target }) => this.#select(cellOf(target)));
  }

  /** Shows this in the panel; who was at a place stays there. */
  show(...children: readonly Node[]): void {
    const hadFocus = this.#panel.contains(document.activeElement);
    this.#panel.replaceChildren(...children);
    const cells = this.#cells;
    for (const cell of cells) {
      cell.tabIndex = -1;
      cell.title = `${cell.title}${cell.title === '' ? '' : ', '}Enter or double click to change`;
    }
    const current = cells.find(({ dataset }) => dataset['place'] === this.#current) ?? cells[0];
    this.#select(current);
    if (hadFocus) current?.focus();
  }

  get #cells(): readonly HTMLElement[] {
    return [...this.#panel.querySelectorAll<HTMLElement>('[data-place]')];
  }

  #select(cell: HTMLElement | undefined): void {
    if (!cell) return;
    for (const each of this.#cells) each.tabIndex = each === cell ? 0 : -1;
    this.#current = cell.dataset['place'];
  }

  #onKey(event: KeyboardEvent): void {
    const cell = cellOf(event.target);
    if (!cell || cell !== event.target) return;
    const arrow = arrows[event.key];
    if (arrow) this.#next(cell, arrow)?.focus();
    else if (event.key === 'Enter') this.#edit(cell);
    else return;
    event.preventDefault();
  }

  /** The nearest place in a direction: what lies aside counts more than what is far. */
  #next(from: HTMLElement, [x, y]: readonly [number, number]): HTMLElement | undefined {
    const aside = 4;
    const [left, top] = middleOf(from);
    let best: { readonly cell: HTMLElement; readonly far: number } | undefined;
    for (const cell of this.#cells) {
      const [across, down] = [middleOf(cell)[0] - left, middleOf(cell)[1] - top];
      const ahead = across * x + down * y;
      if (ahead < 1 || cell.offsetParent === null) continue;
      const far = ahead + aside * Math.abs(across * y + down * x);
      if (far < (best?.far ?? Infinity)) best = { cell, far };
    }
    return best?.cell;
  }

  #edit(cell: HTMLElement | undefined): void {
    const place = cell?.dataset['place'];
    if (!cell || place === undefined || cell.querySelector('input')) return;
    const shown = [...cell.childNodes];
    const value = cell.dataset['text'] ?? cell.textContent ?? '';
    const input = make('input', { className: 'editing', value, spellcheck: false });
    input.ariaLabel = `New value of ${place.replace('@', 'memory at ')}`;
    const end = (isKept: boolean) => {
      input.onblur = null;
      cell.replaceChildren(...shown);
      cell.focus();
      if (isKept && input.value !== value) this.#change(place, input.value);
    };
    input.onkeydown = (event) => {
      if (event.key === 'Enter' || event.key === 'Escape') end(event.key === 'Enter');
      event.stopPropagation();
    };
    input.onblur = () => cell.replaceChildren(...shown);
    cell.replaceChildren(input);
    input.select();
  }
}

function cellOf(target: EventTarget | null): HTMLElement | undefined {
  const cell = target instanceof Element ? target.closest('[data-place]') : undefined;
  return cell instanceof HTMLElement ? cell : undefined;
}

/** On the page. */
function middleOf(cell: HTMLElement): readonly [x: number, y: number] {
  const { x, y, width, height } = cell.getBoundingClientRect();
  return [x + width / 2, y + height / 2];
}
