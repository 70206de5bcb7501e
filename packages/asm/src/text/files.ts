/** Finds the files that `.include` and `.incbin` name. */

import type { ReadFile } from './source.ts';

/** A file that was found. */
export interface FoundFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Tries a name as it stands, then in each include path in order, as GNU as does. */
export class Files {
  readonly #read: ReadFile;
  readonly #includePaths: readonly string[];

  constructor(read: ReadFile, includePaths: readonly string[]) {
    this.#read = read;
    this.#includePaths = includePaths;
  }

  find(name: string): FoundFile | undefined {
    const paths = name.startsWith('/')
      ? [name]
      : [name, ...this.#includePaths.map((folder) => `${folder.replace(/\/$/, '')}/${name}`)];
    for (const path of paths) {
      const bytes = this.#read(path);
      if (bytes) return { path, bytes };
    }
    return undefined;
  }

  /** Where `find` looked, for a message. */
  get searched(): string {
    const folders = ['the current folder', ...this.#includePaths];
    return folders.join(', ');
  }
}
