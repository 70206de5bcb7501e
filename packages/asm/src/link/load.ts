/**
 * Which objects make up the program: those that are named, and of archives the members that define
 * what is still missing when the archive's turn comes, as GNU ld takes them [ld §2.1 --start-group].
 * A group of archives is searched again until nothing new is found.
 */

import {
  type Archive,
  type Bits,
  bitsOf,
  type ElfSymbol,
  isArchive,
  type Member,
  readArchive,
  STB_WEAK,
} from '@ireko/elf';
import { binaryObject } from '../tools/binary-object.ts';
import { symbolsObject } from '../tools/symbols-object.ts';
import { formatName } from '../tools/text.ts';
import { type Groups, type InputObject, type ObjectFile, readObject } from './input.ts';
import type { Report } from './report.ts';
import type { FileStatement } from './script.ts';
import { wrapped } from './wrap.ts';

/** An object or an archive, of which `whole` takes all members; or several that need each other. */
export type LinkInput = LinkFile | { readonly group: readonly LinkInput[] };

/** A file of a link. */
export interface LinkFile extends ObjectFile {
  /** `--whole-archive` */
  readonly whole?: boolean;
  /** `-b binary`: any bytes, which become an object as wide as the others. */
  readonly isBinary?: boolean;
  /** `-R`: a program that is elsewhere; its symbols have their addresses, and nothing of it is linked. */
  readonly isElsewhere?: boolean;
}

/** Finds a file by the name that a script calls it; `-lc` is a library. */
export type FindFile = (name: string) => ObjectFile | undefined;

/** How objects are looked for. */
export interface LoadOptions {
  /** How wide addresses are in the output, and so in all objects. */
  readonly bits: Bits;
  readonly find: FindFile | undefined;
  readonly report: Report;
  /** Symbols that are wanted although no object names them. */
  readonly wanted: readonly string[];
  /** Symbols that others stand in for [see wrap.ts]. */
  readonly wrap: ReadonlySet<string>;
}

/** What has been read for a link. */
export interface Loaded {
  readonly objects: readonly InputObject[];
  /** Why each member of an archive is among them. */
  readonly reasons: readonly Reason[];
}

/** An object names a symbol that a member defines. */
export interface Reason {
  readonly member: string;
  /** Undefined if the command line names it, or wants the whole archive. */
  readonly user: string | undefined;
  readonly symbol: string;
}

/** A file's name, or those of a group of archives. */
export type LoadedFile = string | readonly LoadedFile[];

/** The files of a link by their names. */
export function fileNames(inputs: readonly LinkInput[]): readonly LoadedFile[] {
  return inputs.map((each) => ('group' in each ? fileNames(each.group) : each.name));
}

/** How wide addresses are in the first object that is named or stands in an archive; 64 without any. */
export function widthOf(inputs: readonly LinkInput[]): Bits {
  return firstWidth(inputs) ?? 64;
}

function firstWidth(inputs: readonly LinkInput[]): Bits | undefined {
  for (const each of inputs) {
    const found = 'group' in each ? firstWidth(each.group) : widthOfFile(each);
    if (found !== undefined) return found;
  }
  return undefined;
}

function widthOfFile({ bytes, isBinary }: LinkFile): Bits | undefined {
  if (isBinary) return undefined;
  if (!isArchive(bytes)) return bitsOf(bytes);
  const archive = readArchive(bytes);
  if ('problem' in archive) return undefined;
  return archive.members.map((each) => bitsOf(each.bytes)).find((each) => each !== undefined);
}

/** Reads the objects of a link; what cannot be linked is reported and left out. */
export function loadObjects(
  inputs: readonly (LinkInput | FileStatement)[],
  options: LoadOptions,
): Loaded {
  const loader = new Loader(options);
  for (const each of inputs) {
    if (!('files' in each)) loader.load([each]);
    else loader.load(named(each, options.find, options.report), each.isGroup);
  }
  return loader;
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

class Loader implements Loaded {
  readonly objects: InputObject[] = [];
  readonly reasons: Reason[] = [];
  /** The first object that names a symbol which is missing so far. */
  readonly #users = new Map<string, string>();
  readonly #bits: Bits;
  readonly #report: Report;
  readonly #wrap: ReadonlySet<string>;
  readonly #known = new Map<string, number>();
  readonly #archives = new Map<ObjectFile, Archive>();
  readonly #taken = new Set<Uint8Array>();
  readonly #groups: Groups = new Map();

  constructor({ bits, report, wrap, wanted }: LoadOptions) {
    this.#bits = bits;
    this.#report = report;
    this.#wrap = wrap;
    for (const name of wanted) this.#known.set(name, MISSING);
  }

  load(files: readonly LinkInput[], isGroup = false): void {
    for (let first = true, before = -1; before !== this.objects.length; first = false) {
      before = this.objects.length;
      for (const file of files) {
        if ('group' in file) this.load(file.group, true);
        else if (file.isBinary || file.isElsewhere || !isArchive(file.bytes))
          first && this.#add(file);
        else if (file.whole) first && this.#addAll(file);
        else this.#search(file);
      }
      if (!isGroup) return;
    }
  }

  #add({ name, bytes: given, isBinary, isElsewhere }: LinkFile): void {
    const asObject = isBinary ? binaryObject(name, given, this.#bits) : given;
    const bytes = isElsewhere ? symbolsObject(given, this.#bits) : asObject;
    const file = { name, bytes };
    const rename = (each: ElfSymbol) => wrapped(each, this.#wrap);
    const object = readObject(
      ...([file, this.#groups, this.#report] as const),
      this.#wrap.size > 0 ? rename : undefined,
    );
    if (object === undefined) return;
    if (object.bits !== this.#bits) {
      this.#reportWidth(object);
      return;
    }
    this.objects.push(isElsewhere ? { ...object, isElsewhere } : object);
    for (const { name, section, binding } of object.symbols.globals()) {
      if (section === 'undefined' && binding === STB_WEAK) continue;
      const now = section === 'undefined' ? MISSING : section === 'common' ? COMMON : DEFINED;
      const before = this.#known.get(name);
      if (before === undefined && now === MISSING) this.#users.set(name, object.name);
      this.#known.set(name, Math.max(now, before ?? MISSING));
    }
  }

  /** Objects of both widths are nearly always an option forgotten, or another `libgcc.a`. */
  #reportWidth({ name, bits }: InputObject): void {
    const [made, other] = [formatName(this.#bits), formatName(bits)];
    this.#report.error(
      'width',
      `${name}: ABI is incompatible: an object for ${bits} bits, ${other}, and the output is ${made}`,
      `build all with the same -march and -mabi, or choose the output with -m elf${bits}lriscv`,
    );
  }

  #addAll(file: ObjectFile): void {
    const symbol = '--whole-archive';
    for (const member of this.#read(file)?.members ?? []) this.#addMember(file, member, symbol);
  }

  /** @param symbol what wants the member. */
  #addMember(file: ObjectFile, { name, bytes }: Member, symbol: string): void {
    if (this.#taken.has(bytes)) return;
    this.#taken.add(bytes);
    const member = `${file.name}(${name})`;
    this.reasons.push({ member, user: this.#users.get(symbol), symbol });
    this.#add({ name: member, bytes });
  }

  /** Takes members by the archive's index, over and over while they need more of it. */
  #search(file: ObjectFile): void {
    const archive = this.#read(file);
    if (archive === undefined) return;
    for (let before = -1; before !== this.objects.length; ) {
      before = this.objects.length;
      for (const { symbol, member } of archive.index) {
        if (this.#known.get(symbol) === MISSING) this.#addMember(file, member, symbol);
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
