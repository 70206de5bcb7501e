/**
 * Objects kept for the next build. Images share sources: every virtual machine monitor is made of
 * the same ones but for the table of its guests, and those do not have to be assembled again.
 */

import { type AssembleOptions, type Assembly, assemble } from './assemble.ts';
import type { ReadFile } from './text/source.ts';

/** What a file held when it was read; undefined if there was no such file. */
type Contents = Uint8Array | undefined;

interface Kept {
  readonly assembly: Assembly;
  /** All that the object was made of, by path: the source, what it includes, and where that was looked for. */
  readonly files: ReadonlyMap<string, Contents>;
}

/**
 * What `assemble` gave, by source and options. It is given again as long as every file that was
 * read for it still holds the same bytes.
 */
export class ObjectCache {
  readonly #kept = new Map<string, Kept>();

  /** Assembles a file as the function `assemble` does, or gives what that gave before. */
  assemble(file: string, read: ReadFile, options: AssembleOptions): Assembly {
    const key = JSON.stringify([file, options], withBigints);
    const before = this.#kept.get(key);
    if (before && isUnchanged(before.files, read)) return before.assembly;
    const files = new Map<string, Contents>();
    const noting: ReadFile = (path) => {
      const bytes = read(path);
      files.set(path, bytes);
      return bytes;
    };
    const assembly = assemble(file, noting, options);
    this.#kept.set(key, { assembly, files });
    return assembly;
  }
}

function isUnchanged(files: ReadonlyMap<string, Contents>, read: ReadFile): boolean {
  for (const [path, before] of files) if (!isSame(before, read(path))) return false;
  return true;
}

function isSame(before: Contents, now: Contents): boolean {
  if (before === now) return true;
  if (before?.length !== now?.length) return false;
  return before?.every((byte, index) => byte === now?.[index]) ?? false;
}

function withBigints(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value;
}
