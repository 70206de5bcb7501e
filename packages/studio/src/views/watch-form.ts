/** What memory is watched for, and all that is watched. */

import type { Watch, Watched } from '../run/watches.ts';
import { element, make } from '../widgets/dom.ts';

const titles: Readonly<Record<Watched, string>> = {
  changed: 'changed',
  written: 'written',
  read: 'read',
  accessed: 'read or written',
};

/** Where a run stands that has stopped for it. */
export const watchText = ({ place, on }: Watch): string => `before ${place} is ${titles[on]}`;

/** Lets the user watch memory at the place that is shown, and have it watched no longer. */
export class WatchForm {
  readonly #list = element('watches', HTMLUListElement);
  readonly #unwatch: (index: number) => void;

  constructor({
    watch,
    unwatch,
  }: {
    readonly watch: (place: string, length: number, on: Watched) => void;
    readonly unwatch: (index: number) => void;
  }) {
    this.#unwatch = unwatch;
    const form = element('watch', HTMLFormElement);
    const length = element('length', HTMLInputElement);
    const kinds = element('watched', HTMLSelectElement);
    kinds.append(...Object.entries(titles).map(([on, title]) => new Option(title, on)));
    form.onsubmit = (event) => event.preventDefault();
    const button = form.querySelector('button');
    if (!button) throw new Error('the form has no button');
    button.onclick = () => {
      if (!form.reportValidity()) return;
      const place = element('address', HTMLInputElement).value.trim();
      watch(place, Number(length.value), kinds.value as Watched);
    };
  }

  show(watches: readonly Watch[]): void {
    const items = watches.map(({ place, start, end, on }, index) => {
      const bytes = end - start === 1 ? '1 byte' : `${end - start} bytes`;
      const label = `Watch ${place} no longer`;
      const button = make(
        'button',
        { type: 'button', className: 'unwatch', ariaLabel: label, title: label },
        '✕',
      );
      button.onclick = () => this.#unwatch(index);
      return make('li', {}, `${place}, ${bytes}: ${titles[on]} `, button);
    });
    this.#list.replaceChildren(...items);
  }
}
