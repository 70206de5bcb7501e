/**
 * The files of a linker's command line, in its order: the switches between them say how those that
 * follow are taken, as with GNU ld.
 */

import type { LinkInput, ObjectFile, ScriptFile } from '@ireko/asm';
import { isArchive } from '@ireko/elf';
import { isFolder, readIfThere, readInput } from '../host/files.ts';
import { Mistake } from '../mistake.ts';
import type { Given } from '../options/options.ts';

/** What a command line gives to a link. */
export interface Inputs {
  readonly files: readonly LinkInput[];
  /** Scripts that stand among the files, as `libc.so` may be one. */
  readonly scripts: readonly ScriptFile[];
}

/** How the files that follow are taken. */
interface State {
  readonly whole: boolean;
  readonly isBinary: boolean;
}

/**
 * Reads the files, libraries and groups of a command line.
 * @param folders where libraries are looked for.
 * @throws {Mistake} when one is missing.
 */
export function linkInputs(sequence: readonly Given[], folders: readonly string[]): Inputs {
  const scripts: ScriptFile[] = [];
  const groups: LinkInput[][] = [[]];
  const states: State[] = [{ whole: false, isBinary: false }];
  const change = (to: Partial<State>) => {
    states.push({ ...(states.pop() as State), ...to });
  };
  const add = (file: ObjectFile) => {
    const { whole, isBinary } = states.at(-1) as State;
    const group = groups.at(-1) as LinkInput[];
    if (isBinary) group.push({ ...file, isBinary });
    else if (isScript(file.bytes)) scripts.push({ ...scriptOf(file), isAddition: true });
    else group.push(whole ? { ...file, whole } : file);
  };
  for (const { name, value = '' } of sequence) {
    if (name === undefined) add({ name: value, bytes: readInput(value) });
    else if (name === 'l') add(library(value, folders));
    else if (name === 'just-symbols') {
      const bytes = isFolder(value) ? undefined : readInput(value);
      if (bytes) groups.at(-1)?.push({ name: value, bytes, isElsewhere: true });
    } else if (name === 'whole-archive') change({ whole: true });
    else if (name === 'no-whole-archive') change({ whole: false });
    else if (name === 'format') change({ isBinary: value === 'binary' });
    else if (name === 'push-state') states.push(states.at(-1) as State);
    else if (name === 'pop-state' && states.length > 1) states.pop();
    else if (name === 'start-group') groups.push([]);
    else if (name === 'end-group' && groups.length > 1) close(groups);
  }
  while (groups.length > 1) close(groups);
  return { files: groups[0] ?? [], scripts };
}

function close(groups: LinkInput[][]): void {
  const group = groups.pop() as LinkInput[];
  groups.at(-1)?.push({ group });
}

function library(name: string, folders: readonly string[]): ObjectFile {
  const found = findFile(`-l${name}`, folders);
  if (found !== undefined) return found;
  const file = name.startsWith(':') ? name.slice(1) : `lib${name}.a`;
  throw new Mistake(`there is no ${file} in the folders of -L; name its folder with -L`);
}

/** A file by its name, or `-lc` by looking for `libc.a`, and `-l:crt0.o` for that file. */
export function findFile(name: string, folders: readonly string[]): ObjectFile | undefined {
  const isLibrary = name.startsWith('-l');
  const file = !isLibrary ? name : name[2] === ':' ? name.slice(3) : `lib${name.slice(2)}.a`;
  for (const folder of isLibrary ? folders : ['.', ...folders]) {
    const path = folder === '.' ? file : `${folder.replace(/\/$/, '')}/${file}`;
    const bytes = readIfThere(path);
    if (bytes !== undefined) return { name: path, bytes };
  }
  return undefined;
}

/** A linker script by its name, in this folder or those of `-L`. */
export function findScript(name: string, folders: readonly string[]): ScriptFile | undefined {
  const found = findFile(name, folders);
  return found && scriptOf(found);
}

function scriptOf({ name, bytes }: ObjectFile): ScriptFile {
  return { name, text: new TextDecoder().decode(bytes) };
}

/** A text with a command of the script language or `name = value;`, rather than an object or archive. */
function isScript(bytes: Uint8Array): boolean {
  if (isArchive(bytes) || bytes.includes(0)) return false;
  const words =
    /\b(SECTIONS|MEMORY|INPUT|GROUP|ENTRY|PROVIDE|INSERT|ASSERT|OUTPUT_\w+)\b|^\s*[\w.$]+\s*=[^;]*;/m;
  return words.test(new TextDecoder().decode(bytes));
}
