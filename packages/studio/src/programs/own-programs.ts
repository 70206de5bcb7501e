/** The user's own programs, kept by the browser. */

import { KeptTexts, type TextStore } from './kept-texts.ts';
import type { OwnProgram } from './own-program.ts';

export class OwnPrograms {
  readonly #kept: KeptTexts;

  constructor(store: TextStore) {
    this.#kept = new KeptTexts(store, 'ireko program ');
  }

  get names(): readonly string[] {
    return this.#kept.names;
  }

  /** A program by its name; undefined: there is none, or it is damaged. */
  get(name: string): OwnProgram | undefined {
    const files = filesFrom(this.#kept.get(name) ?? '');
    return files && { name, files };
  }

  /** Keeps a program as it is now. @throws where the browser has no room for it. */
  set({ name, files }: OwnProgram): void {
    this.#kept.set(name, JSON.stringify([...files]));
  }

  delete(name: string): void {
    this.#kept.delete(name);
  }

  /** Gives a program another name. */
  rename(name: string, to: string): void {
    const program = this.get(name);
    if (!program || name === to) return;
    this.set({ ...program, name: to });
    this.delete(name);
  }

  /** Keeps a program that comes from elsewhere, and one of its name too: it may get another. @returns its name */
  add({ name, files }: OwnProgram): string {
    for (let number = 1; ; number++) {
      const free = number === 1 ? name : `${name}-${number}`;
      const there = this.get(free);
      if (there && !isSame(there.files, files)) continue;
      this.set({ name: free, files });
      return free;
    }
  }
}

/** The program with a file changed, or with one more. */
export function withFile(program: OwnProgram, file: string, text: string): OwnProgram {
  return { ...program, files: new Map([...program.files, [file, text]]) };
}

/** The program without a file. */
export function withoutFile(program: OwnProgram, file: string): OwnProgram {
  return { ...program, files: new Map([...program.files].filter(([name]) => name !== file)) };
}

/** The program with another name for a file, in the same place. */
export function withFileRenamed(program: OwnProgram, file: string, to: string): OwnProgram {
  const files = [...program.files].map(
    ([name, text]) => [name === file ? to : name, text] as const,
  );
  return { ...program, files: new Map(files) };
}

function filesFrom(json: string): ReadonlyMap<string, string> | undefined {
  if (json === '') return undefined;
  try {
    return new Map(JSON.parse(json));
  } catch {
    return undefined;
  }
}

function isSame(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  return JSON.stringify([...one]) === JSON.stringify([...other]);
}
