/**
 * Which objects make up the program: those that are named, and of archives the members that define
 * what is still missing when the archive's turn comes, as GNU ld takes them [ld §2.1 --start-group].
 * A group of archives is searched again until nothing new is found.
 */

import { type Archive, isArchive, readArchive, STB_WEAK } from '@ireko/elf';
import { type InputObject, isGlobal, type ObjectFile, readObject } from './input.ts';
import type { Report } from './report.ts';
import type { FileStatement } from './script.ts';

/** An object, an archive, or several archives that need each other. */
export type LinkInput = ObjectFile | { readonly group: readonly ObjectFile[] };

/** Finds a file by the name that a script calls it; `-lc` is a library. */
export type FindFile = (name: string) => ObjectFile | undefined;

/** Reads the objects of a link; what cannot be linked is reported and left out. */
export function loadObjects(
  inputs: readonly (LinkInput | FileStatement)[],
  find: FindFile | undefined,
  report: Report,
): readonly InputObject[] {
  const loader = new Loader(report);
  for (const each of inputs) {
    if ('bytes' in each) loader.load([each]);
    else if ('group' in each) loader.load(each.group, true);
    else loader.load(named(each, find, report), each.isGroup);
  }
  return loader.objects;
}

function named({ files }: FileStatement, find: FindFile | undefined, report: Report): ObjectFile[] {
  return files.flatMap(({ name }) => {
    const file = find?.(name);
    if (file === undefined)
      report.error('input', `there is no file \`${name}\`, which the script names`);
    return file ?? [];
  });
}

/** How well a name is known: the stronger replaces the weaker. */
const MISSING = 0;
const COMMON = 1;
const DEFINED = 2;

class Loader {
  readonly objects: InputObject[] = [];
  readonly #report: Report;
  readonly #known = new Map<string, number>();
  readonly #archives = new Map<ObjectFile, Archive>();
  readonly #taken = new Set<Uint8Array>();

  constructor(report: Report) {
    this.#report = report;
  }

  load(files: readonly ObjectFile[], isGroup = false): void {
    for (let first = true, before = -1; before !== this.objects.length; first = false) {
      before = this.objects.length;
      for (const file of files) {
        if (isArchive(file.bytes)) this.#search(file);
        else if (first) this.#add(file);
      }
      if (!isGroup) return;
    }
  }

  #add(file: ObjectFile): void {
    const object = readObject(file, this.#report);
    if (object === undefined) return;
    this.objects.push(object);
    for (const symbol of object.file.symbols) {
      if (!isGlobal(symbol)) continue;
      const { name, section, binding } = symbol;
      if (section === 'undefined' && binding === STB_WEAK) continue;
      const now = section === 'undefined' ? MISSING : section === 'common' ? COMMON : DEFINED;
      this.#known.set(name, Math.max(now, this.#known.get(name) ?? MISSING));
    }
  }

  /** Takes members by the archive's index, over and over while they need more of it. */
  #search(file: ObjectFile): void {
    const archive = this.#read(file);
    if (archive === undefined) return;
    for (let before = -1; before !== this.objects.length; ) {
      before = this.objects.length;
      for (const { symbol, member } of archive.index) {
        if (this.#known.get(symbol) !== MISSING || this.#taken.has(member.bytes)) continue;
        this.#taken.add(member.bytes);
        this.#add({ name: `${file.name}(${member.name})`, bytes: member.bytes });
      }
    }
  }

  #read(file: ObjectFile): Archive | undefined {
    const known = this.#archives.get(file);
    if (known !== undefined) return known;
    const archive = readArchive(file.bytes);
    if (!('problem' in archive)) {
      this.#archives.set(file, archive);
      return archive;
    }
    this.#report.error('archive', `${file.name}: ${archive.problem}`);
    return undefined;
  }
}
