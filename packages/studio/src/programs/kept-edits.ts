/** The user's edits of this repository's files, kept by the browser from one visit to the next. */

import { KeptTexts, type TextStore } from './kept-texts.ts';
import { sources } from './sources.ts';

/** Where all edits were kept together, once. */
const oldKey = 'ireko edits';

/** The texts of edited files by their paths. */
export class KeptEdits {
  readonly #kept: KeptTexts;
  readonly #texts: Map<string, string>;

  constructor(store: TextStore) {
    this.#kept = new KeptTexts(store, 'ireko edit ');
    const old: unknown = JSON.parse(store.get(oldKey) ?? '[]');
    const texts = this.#kept.names.map((file) => [file, this.#kept.get(file) ?? ''] as const);
    this.#texts = new Map(texts);
    for (const [file, text] of Array.isArray(old) ? old : []) this.set(file, text);
    store.delete(oldKey);
  }

  /** What is sent to the worker. */
  get all(): ReadonlyMap<string, string> {
    return this.#texts;
  }

  /** The text of a file, edited or not. */
  textOf(file: string): string {
    return this.#texts.get(file) ?? originalOf(file);
  }

  /** Takes what a file has become; one that is as it was is not edited. @throws where there is no room. */
  set(file: string, text: string): void {
    if (text === originalOf(file)) {
      this.#texts.delete(file);
      this.#kept.delete(file);
    } else {
      this.#texts.set(file, text);
      this.#kept.set(file, text);
    }
  }
}

/** A file as this repository has it. */
export function originalOf(file: string): string {
  return sources.get(file) ?? '';
}
