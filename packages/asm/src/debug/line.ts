/**
 * Which address comes from which line [DWARF 5 §6.2; gas "DWARF2 directives"]: of the program that a
 * compiler translated, as `.file` and `.loc` give them; or, with `-g`, of the assembly source itself.
 * `line-section.ts` writes them.
 */

import type { Origin, Place } from '../text/source.ts';
import type { Section } from '../unit/section.ts';
import type { Sym } from '../unit/symbol.ts';
import type { Unit } from '../unit/unit.ts';

/** A source file by its number: a name, and its folder's number. */
export interface LineFile {
  readonly name: string;
  readonly folder: number;
  /** The 16 bytes of its MD5 sum, if that was given. */
  readonly md5: readonly number[] | undefined;
}

/** What a `.loc` says. */
export interface Location {
  readonly file: number;
  readonly line: number;
  readonly column: number;
  readonly isStatement: boolean;
  readonly basicBlock: boolean;
  readonly prologueEnd: boolean;
  readonly epilogueBegin: boolean;
  readonly isa: number;
  readonly discriminator: number;
}

/** A location and the first address it holds for. */
export interface LineEntry {
  readonly location: Location;
  readonly label: Sym;
  /** The file by its path: an assembly source, which gets a number in the end. */
  readonly path: string | undefined;
}

/** Versions of DWARF. */
export type DwarfVersion = 2 | 3 | 4 | 5;

/** The state in which every sequence of lines begins. */
export const initialLocation: Location = {
  ...{ file: 1, line: 1, column: 0, isStatement: true, isa: 0, discriminator: 0 },
  ...{ basicBlock: false, prologueEnd: false, epilogueBegin: false },
};

/** Another line, in which of the last one's flags only those hold on that DWARF says do. @param changes its own flags */
export function following(
  { isStatement, isa }: Location,
  file: number,
  line: number,
  column: number,
  changes: Partial<Location>,
): Location {
  return { ...initialLocation, file, line, column, isStatement, isa, ...changes };
}

/** The lines of a unit. */
export class Lines {
  /** Folders by number; 0 is the one in which the compiler ran. */
  readonly folders: string[] = [''];
  /** Where the assembler runs. */
  workingFolder = '';
  readonly files: (LineFile | undefined)[] = [];
  readonly bySection: Map<Section, LineEntry[]> = new Map();
  readonly #version: DwarfVersion;
  /** With `-g`, until the source turns out to be a compiler's: where the last instruction came from. */
  #source: Origin | undefined;
  /** The last `.loc`, on which the next builds. */
  #last: Location = initialLocation;
  /** What the next instruction has to tell, and where that was said. */
  #pending: Location | undefined;
  #pendingPlace: Place | undefined;
  /** The instruction that was begun with a line to tell, until its first byte is written. */
  #begun: Place | undefined;

  /** @param version for the lines of the source itself; undefined if they are not asked for */
  constructor(version: DwarfVersion | undefined) {
    this.#version = version ?? 3;
    if (version !== undefined) this.#source = { file: '', line: 0 };
  }

  /** The version of the debug information: a file 0, which 5 is the first to have, asks for that. */
  get version(): DwarfVersion {
    return this.files[0] === undefined ? this.#version : 5;
  }

  /**
   * Gives a number to a file. Its path is split into folder and name, unless the folder is given.
   * @returns the name of another file that has the number, if one has
   */
  file(
    number: number,
    given: string | undefined,
    path: string,
    md5: readonly number[] | undefined,
  ): string | undefined {
    if (this.#source) {
      // A compiler knows better which lines these are.
      this.#source = undefined;
      this.bySection.clear();
    }
    const isSplit = number === 0 || given === undefined;
    const { name, folder } = isSplit
      ? splitPath(path)
      : { name: path, folder: given.replace(/\/$/, '') };
    const known = this.files[number];
    if (known && known.name !== name) return known.name;
    const from = number === 0 ? this.#folderOfUnit(folder, given) : this.#folder(folder);
    this.files[number] = { name, folder: from, md5 };
    return undefined;
  }

  /** The number of a file; if it has none, it gets the next from 1 on. */
  numberOf(path: string): number {
    const { name, folder: own } = splitPath(path);
    const folder = this.#folder(own);
    const isSame = (file: LineFile | undefined) => file?.name === name && file.folder === folder;
    const known = this.files.findIndex((file, number) => number > 0 && isSame(file));
    if (known > 0) return known;
    const number = Math.max(1, this.files.length);
    this.files[number] = { name, folder, md5: undefined };
    return number;
  }

  /** The last `.loc`, on which the next builds; what it said is noted if it was not yet. */
  latest(unit: Unit, place: Place): Location {
    this.mark(unit, place);
    return this.#last;
  }

  /** What holds from the next instruction on. */
  locate(location: Location, place: Place): void {
    this.#last = location;
    this.#pending = location;
    this.#pendingPlace = place;
  }

  /** The next instruction has a line to tell. */
  get isPending(): boolean {
    return this.#pending !== undefined || this.#source !== undefined;
  }

  /** An instruction begins: its line is marked behind what its operands name, which GNU as reads first. */
  begin(at: Place): void {
    if (this.isPending) this.#begun = at;
  }

  /** The first byte of an instruction that was begun is written here. */
  markBegun(unit: Unit): void {
    if (!this.#begun) return;
    const at = this.#begun;
    this.#begun = undefined;
    this.mark(unit, at);
  }

  /** An instruction follows here: what `.loc` said holds for it, or it comes from a line itself. */
  mark(unit: Unit, at: Place): void {
    if (this.#source) {
      this.#markSource(unit, at);
      return;
    }
    if (!this.#pending) return;
    this.#add(unit, this.#pending, this.#pendingPlace ?? at);
    this.#pending = undefined;
  }

  /** Labels begin lines, too: `.loc_mark_labels 1`. */
  marksLabels = false;

  /** A label is defined here: as a basic block, it begins a line, even where one has begun. */
  markLabel(unit: Unit, label: Sym, at: Place): void {
    if (!this.marksLabels) return;
    const { file, line } = at.source.callAt(at.start);
    if (this.#source) {
      this.#add(unit, { ...initialLocation, line, basicBlock: true }, at, file, label);
    } else if (this.files.length > 0) {
      this.#add(unit, { ...this.#last, basicBlock: true }, at, undefined, label);
      this.#pending = undefined;
    }
  }

  /** As GNU as does: each line once, and what a macro makes is of the line that calls it. */
  #markSource(unit: Unit, at: Place): void {
    const { file, line } = at.source.callAt(at.start);
    if (this.#source?.line === line && this.#source.file === file) return;
    this.#source = { file, line };
    this.#add(unit, { ...initialLocation, line }, at, file);
  }

  /** Lines are of code that is loaded only, and 0 is none. */
  #add(unit: Unit, location: Location, place: Place, path?: string, label?: Sym): void {
    if (location.line === 0) return;
    if (!unit.section.isCode || !unit.section.attributes.flags.includes('a')) return;
    const entries = this.bySection.get(unit.section) ?? [];
    if (entries.length === 0) this.bySection.set(unit.section, entries);
    entries.push({ location, label: label ?? unit.here(place), path });
  }

  /** The path of a file by its number, as it was given. */
  pathOf(number: number): string | undefined {
    const file = this.files[number];
    if (!file || file.folder === 0) return file?.name;
    return `${this.folders[file.folder]}/${file.name}`;
  }

  /**
   * The folder of file 0, which decides what folder 0 is, unless a file before has it. As in GNU as,
   * folder 1 is the one in its path, even if both are the same.
   */
  #folderOfUnit(own: string | undefined, given: string | undefined): number {
    const path = own ?? given;
    if (path === undefined || path === '') return 0;
    if (this.folders[0] !== '' || this.folders.includes(path)) return this.#folder(path);
    const working = given ?? this.workingFolder;
    if (!this.folders.includes(working)) this.folders[0] = working;
    if (own === undefined && given === working) return 0;
    this.folders[1] = path;
    return 1;
  }

  #folder(path: string | undefined): number {
    if (path === undefined || path === '') return 0;
    const known = this.folders.indexOf(path);
    return known >= 0 ? known : this.folders.push(path) - 1;
  }
}

/** A path's last name and what stands before it. */
function splitPath(path: string): { readonly name: string; readonly folder: string | undefined } {
  const slash = path.lastIndexOf('/');
  if (slash <= 0) return { name: path, folder: undefined };
  return { name: path.slice(slash + 1), folder: path.slice(0, slash) };
}
