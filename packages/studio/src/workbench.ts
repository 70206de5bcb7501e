/** Programs built as the user has edited them: the files they are of, what is wrong, and what to boot. */

import {
  assemble,
  buildImage,
  type Diagnostic,
  type Image,
  type ListedLine,
  ObjectCache,
  type ReadFile,
} from '@ireko/asm';
import type { BootFiles } from '@ireko/machine';
import { bootFilesOf, memoryNeed, type Technique, type VirtualMachine, vmmImage } from '@ireko/vmm';
import type { Edits } from './messages.ts';
import type { Program } from './programs.ts';
import { sources } from './sources.ts';

/** What the guests of a program run on: so many VMMs, one on the other. */
export interface Stack {
  readonly layers: number;
  readonly technique: Technique;
}

/** What a computer is to boot. */
export interface Boot {
  readonly files: BootFiles;
  readonly ramBytes: number;
  /** The executable that the computer begins with, for its accounting. */
  readonly image: Uint8Array;
}

/** What building a program gave. */
export interface Built {
  /** Everything that is wrong with the sources. */
  readonly diagnostics: readonly Diagnostic[];
  /** What to boot, or why there is nothing. */
  readonly boot: Boot | string;
}

const encoder = new TextEncoder();
const bundled = new Map([...sources].map(([path, text]) => [path, encoder.encode(text)]));
const objects = new ObjectCache();
const vmmFolder = 'packages/vmm/vmm/';

function reader(edits: Edits): ReadFile {
  const edited = new Map([...edits].map(([path, text]) => [path, encoder.encode(text)]));
  return (path) => edited.get(path) ?? bundled.get(path);
}

/** The files that a program is made of, with those of the VMM if it is on one: what the user may edit. */
export function filesOf(program: Program, { layers }: Pick<Stack, 'layers'>): readonly string[] {
  const files = new Set<string>();
  const add = ({ sources: own, script, includePaths, needs }: Image): void => {
    for (const file of [...own, script]) files.add(file);
    for (const folder of includePaths) for (const file of includesIn(folder)) files.add(file);
    needs.forEach(add);
  };
  program.machines((image) => {
    add(image);
    return new Uint8Array();
  });
  const vmm = layers > 0 ? [...sources.keys()].filter((path) => path.startsWith(vmmFolder)) : [];
  return [...files, ...vmm];
}

function includesIn(folder: string): readonly string[] {
  return [...sources.keys()].filter(
    (path) => path.startsWith(`${folder}/`) && path.endsWith('.inc'),
  );
}

/** The lines of a file with the bytes that they became; none if it has mistakes, or is no source. */
export function linesOf(file: string, edits: Edits): readonly ListedLine[] {
  if (!file.endsWith('.s')) return [];
  const includePaths = [file.slice(0, file.lastIndexOf('/'))];
  const { listing } = assemble(file, reader(edits), { includePaths, relax: false, listing: {} });
  return listing?.lines.filter((line) => line.file === file) ?? [];
}

/** Assembles and links a program, and the VMMs below it. */
export function buildProgram(program: Program, edits: Edits, stack: Stack): Built {
  const builder = new Builder(reader(edits));
  const boot = bootOf(program, stack, builder);
  return {
    diagnostics: builder.diagnostics,
    boot: builder.hasFailed ? 'there are mistakes in the sources' : boot,
  };
}

/** Builds images, and gathers what is wrong with them. */
class Builder {
  readonly diagnostics: Diagnostic[] = [];
  readonly #read: ReadFile;
  hasFailed = false;

  constructor(read: ReadFile) {
    this.#read = read;
  }

  /** The executable of an image; no bytes if it has mistakes. @param files are looked in first. */
  build(image: Image, files: ReadonlyMap<string, Uint8Array> = new Map()): Uint8Array {
    const read: ReadFile = (path) => files.get(path) ?? this.#read(path);
    const { elf, diagnostics } = buildImage(image, read, objects);
    this.diagnostics.push(...diagnostics);
    if (!elf) this.hasFailed = true;
    return elf ?? new Uint8Array();
  }
}

function bootOf(program: Program, { layers, technique }: Stack, builder: Builder): Boot | string {
  let machines = program.machines((image) => builder.build(image));
  for (let layer = 1; layer <= layers && !builder.hasFailed; layer++) {
    const virtual = machines.map((machine) => ({ ...machine, technique }));
    const made = vmmImage(virtual);
    if ('problems' in made) return made.problems.join('\n');
    machines = [machineOf(`vmm${layer}`, builder.build(made.image, made.files), virtual)];
  }
  const [machine, another] = machines;
  if (!machine || another) return 'several guests need a VMM below them';
  const image = machine.firmware ?? machine.kernel ?? new Uint8Array();
  return { files: bootFilesOf(machine), ramBytes: machine.memoryBytes, image };
}

const megapage = 2 * 2 ** 20;

/** A machine for a VMM with these guests. */
function machineOf(
  name: string,
  kernel: Uint8Array,
  guests: readonly VirtualMachine[],
): VirtualMachine {
  const memoryBytes = Math.ceil(memoryNeed(guests, kernel) / megapage) * megapage;
  return { name, kernel, file: name, memoryBytes, disks: [{}] };
}
