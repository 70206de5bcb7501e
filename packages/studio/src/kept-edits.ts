/** The user's edits, kept by the browser from one visit to the next. */

import { sources } from './sources.ts';

const key = 'ireko edits';

/** The texts of edited files by their paths. */
export class KeptEdits {
  readonly #texts: Map<string, string>;

  constructor() {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    this.#texts = new Map(Array.isArray(kept) ? kept : []);
  }

  /** What is sent to the worker. */
  get all(): ReadonlyMap<string, string> {
    return this.#texts;
  }

  /** The text of a file, edited or not. */
  textOf(file: string): string {
    return this.#texts.get(file) ?? originalOf(file);
  }

  /** Takes what a file has become; one that is as it was is not edited. */
  set(file: string, text: string): void {
    if (text === originalOf(file)) this.#texts.delete(file);
    else this.#texts.set(file, text);
    localStorage.setItem(key, JSON.stringify([...this.#texts]));
  }
}

/** A file as this repository has it. */
export function originalOf(file: string): string {
  return sources.get(file) ?? '';
}
