/**
 * Lines of the program that a compiler translated, as `.file` and `.loc` give them: which address
 * comes from which line [DWARF 5 §6.2; gas "DWARF2 directives"]. `line-section.ts` writes them.
 */

import type { Section } from './section.ts';
import type { Place } from './source.ts';
import type { Sym } from './symbol.ts';
import type { Unit } from './unit.ts';

/** A source file by its number: a name, and its folder's number. */
export interface LineFile {
  readonly name: string;
  readonly folder: number;
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
export interface LineEntry extends Location {
  readonly label: Sym;
  readonly place: Place;
}

/** The state in which every sequence of lines begins. */
export const initialLocation: Location = {
  ...{ file: 1, line: 1, column: 0, isStatement: true, isa: 0, discriminator: 0 },
  ...{ basicBlock: false, prologueEnd: false, epilogueBegin: false },
};

/** The lines of a unit. */
export class Lines {
  /** Folders by number; 0 is the one in which the compiler ran. */
  readonly folders: string[] = [''];
  readonly files: (LineFile | undefined)[] = [];
  readonly bySection: Map<Section, LineEntry[]> = new Map();
  /** The last `.loc`, on which the next builds. */
  #last: Location = initialLocation;
  #pending: { readonly location: Location; readonly place: Place } | undefined;

  /** A file 0 was given, which version 5 of DWARF is the first to have. */
  get isVersion5(): boolean {
    return this.files[0] !== undefined;
  }

  /** Gives a number to a file; its path is split into folder and name. */
  file(number: number, folder: string | undefined, path: string): void {
    const slash = path.lastIndexOf('/');
    if (number === 0 && folder !== undefined) this.folders[0] = folder;
    const own = slash < 0 ? undefined : path.slice(0, slash);
    const full = number > 0 && folder !== undefined ? join(folder, own) : own;
    const name = path.slice(slash + 1);
    this.files[number] = { name, folder: full === undefined ? 0 : this.#folder(full) };
  }

  /** What holds from the next instruction on. */
  locate(unit: Unit, change: (last: Location) => Location, place: Place): void {
    this.mark(unit);
    this.#last = change(this.#last);
    this.#pending = { location: this.#last, place };
  }

  /** A `.loc` waits for the next instruction. */
  get isPending(): boolean {
    return this.#pending !== undefined;
  }

  /** An instruction follows here: what `.loc` said holds for it. */
  mark(unit: Unit): void {
    if (!this.#pending) return;
    const { location, place } = this.#pending;
    const entries = this.bySection.get(unit.section) ?? [];
    entries.push({ ...location, label: unit.here(place), place });
    this.bySection.set(unit.section, entries);
    this.#pending = undefined;
    const { file, line, column, isStatement, isa } = location;
    this.#last = { ...initialLocation, file, line, column, isStatement, isa };
  }

  #folder(path: string): number {
    const known = this.folders.indexOf(path);
    return known >= 0 ? known : this.folders.push(path) - 1;
  }
}

function join(folder: string, own: string | undefined): string {
  return own === undefined ? folder : `${folder}/${own}`;
}
