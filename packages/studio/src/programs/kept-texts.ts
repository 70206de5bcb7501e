/** Texts that the browser keeps from one visit to the next, each by itself: two pages do not undo each other's. */

/** A place for texts by their keys: `localStorage`, or in tests a map. */
export interface TextStore {
  get(key: string): string | undefined;
  /** @throws where there is no room. */
  set(key: string, text: string): void;
  delete(key: string): void;
  keys(): Iterable<string>;
}

/** The browser's own. */
export const browserStore: TextStore = {
  get: (key) => localStorage.getItem(key) ?? undefined,
  set: (key, text) => localStorage.setItem(key, text),
  delete: (key) => localStorage.removeItem(key),
  keys: () => Object.keys(localStorage),
};

/** Texts whose keys begin alike, by the rest of their keys. */
export class KeptTexts {
  readonly #store: TextStore;
  readonly #prefix: string;

  constructor(store: TextStore, prefix: string) {
    this.#store = store;
    this.#prefix = prefix;
  }

  get names(): readonly string[] {
    const keys = [...this.#store.keys()].filter((key) => key.startsWith(this.#prefix));
    return keys.map((key) => key.slice(this.#prefix.length)).sort();
  }

  get(name: string): string | undefined {
    return this.#store.get(this.#prefix + name);
  }

  set(name: string, text: string): void {
    this.#store.set(this.#prefix + name, text);
  }

  delete(name: string): void {
    this.#store.delete(this.#prefix + name);
  }
}
