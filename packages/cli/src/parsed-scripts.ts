/**
 * Linker scripts that were parsed before. To make the parser of their language and to run it takes a
 * tenth of a second, several times as long as the link itself, and a build links with one script or two
 * again and again.
 *
 * They are kept in a folder of the bundle that the command runs from [bundle/bundle.ts]: whoever changes
 * the parser gets a new bundle, which has none of the old. The sources have no such folder, and keep nothing.
 */

import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deserialize, serialize } from 'node:v8';
import type { ParsedScripts } from '@ireko/asm/link';

/** The folder of the bundle, if this is part of one. */
export const scriptsFolder: string = fileURLToPath(new URL('scripts/', import.meta.url));

/** Before there are more, all are forgotten: whoever edits a script leaves its old texts behind. */
const MOST = 32;

/**
 * The scripts in a folder. Where it is missing or must not be written, or what it holds is damaged,
 * there are none: they are only parsed again.
 */
export function parsedScripts(folder: string): ParsedScripts {
  return {
    get(text) {
      try {
        const kept = deserialize(readFileSync(join(folder, fileName(text))));
        return kept.text === text ? kept.script : undefined;
      } catch {
        return undefined;
      }
    },
    set(text, script) {
      try {
        const before = readdirSync(folder);
        if (before.length >= MOST) for (const each of before) rmSync(join(folder, each));
        // Others may read it at the same time: it appears whole.
        const file = join(folder, fileName(text));
        writeFileSync(`${file}.${process.pid}`, serialize({ text, script }));
        renameSync(`${file}.${process.pid}`, file);
      } catch {}
    },
  };
}

/** Two texts may have the same name: the last one is kept. */
function fileName(text: string): string {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return (hash >>> 0).toString(16);
}
