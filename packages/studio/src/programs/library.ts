/** All programs that the page has: those of this repository, with the user's edits, and the user's own. */

import type { Chosen } from '../messages.ts';
import { filesOf, imagesOf } from '../run/workbench.ts';
import { KeptEdits, originalOf } from './kept-edits.ts';
import type { TextStore } from './kept-texts.ts';
import { type OwnProgram, ownFile, ownPath, programOf } from './own-program.ts';
import { OwnPrograms, withFile } from './own-programs.ts';
import { type Program, programs } from './programs.ts';

/** Which program: of this repository, or the user's own. */
export interface ProgramName {
  readonly name: string;
  readonly isOwn: boolean;
}

export class Library {
  readonly own: OwnPrograms;
  readonly #edits: KeptEdits;

  constructor(store: TextStore) {
    this.own = new OwnPrograms(store);
    this.#edits = new KeptEdits(store);
  }

  /** Whether there is such a program. */
  has({ name, isOwn }: ProgramName): boolean {
    return isOwn ? this.own.get(name) !== undefined : programs.some((each) => each.name === name);
  }

  /** The program to build. @throws where there is none of that name. */
  program({ name, isOwn }: ProgramName): Program {
    const own = isOwn ? this.own.get(name) : undefined;
    if (own) return programOf({ name, files: [...own.files.keys()] });
    const found = programs.find((each) => each.name === name);
    if (!found) throw new Error(`there is no program ${name}`);
    return found;
  }

  /** What the worker is to know of a program. */
  chosen({ name, isOwn }: ProgramName): Pick<Chosen, 'program' | 'edits'> {
    const own = isOwn ? this.own.get(name) : undefined;
    if (!own) return { program: name, edits: this.#edits.all };
    const texts = [...own.files].map(([file, text]) => [ownPath(name, file), text] as const);
    const files = [...own.files.keys()];
    return { program: { name, files }, edits: new Map([...this.#edits.all, ...texts]) };
  }

  /** A file of this repository differs from what it was. */
  isEdited(path: string): boolean {
    return this.#edits.all.has(path);
  }

  textOf(path: string): string {
    const file = ownFile(path);
    if (file === undefined) return this.#edits.textOf(path);
    return this.own.get(programNameOf(path))?.files.get(file) ?? '';
  }

  /** Keeps what a file has become. @throws where the browser has no room for it. */
  set(path: string, text: string): void {
    const file = ownFile(path);
    const own = file === undefined ? undefined : this.own.get(programNameOf(path));
    if (file !== undefined && own) this.own.set(withFile(own, file, text));
    else if (file === undefined) this.#edits.set(path, text);
  }

  /** A file of this repository as it was. */
  originalOf(path: string): string {
    return originalOf(path);
  }

  /** A copy of a program for the user, of this repository's as edited; undefined: it has too many parts for one. */
  copyOf(which: ProgramName, name: string): OwnProgram | undefined {
    const own = which.isOwn ? this.own.get(which.name) : undefined;
    if (own) return { name, files: own.files };
    const program = this.program(which);
    if (!isCopied(program)) return undefined;
    const paths = filesOf(program, { layers: 0 });
    const files = paths.map(
      (path) => [path.slice(path.lastIndexOf('/') + 1), this.textOf(path)] as const,
    );
    return { name, files: new Map(files) };
  }

  /** The programs of this repository that can be copied: what a new program can begin as. */
  get templates(): readonly Program[] {
    return programs.filter(isCopied);
  }
}

/** A copy is built by one rule [own-program.ts]: one machine, whose image holds no others. */
const isCopied = (program: Program): boolean =>
  program.machines(() => new Uint8Array()).length === 1 &&
  imagesOf(program).every(({ needs }) => needs.length === 0);

/** The program of the path of a user's file. */
const programNameOf = (path: string): string => path.split('/')[1] ?? '';
