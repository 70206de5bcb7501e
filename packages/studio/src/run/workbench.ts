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
import type { Edits } from '../messages.ts';
import type { Program } from '../programs/programs.ts';
import { sources } from '../programs/sources.ts';
import { diskCount, joined } from './machines.ts';
import type { Software } from './software.ts';

/** What the guests of a program run on: so many VMMs, one on the other. */
export interface Stack {
  readonly layers: number;
  /** How many there are of each guest, on the innermost VMM. */
  readonly copies: number;
  /** How each has its guests run; `h` can be used by the outermost alone, and those within it use `tvm`. */
  readonly technique: Technique;
}

/** What a computer is to boot. */
export interface Boot {
  readonly files: BootFiles;
  readonly ramBytes: number;
  /** How many disks it has, all alike. */
  readonly disks: number;
  /** The executable that the computer begins with, for its accounting. */
  readonly image: Uint8Array;
  /** The VMMs, the outermost first. */
  readonly vmms: readonly Uint8Array[];
  /** What may execute; it is made when somebody wants to know. */
  readonly software: () => Software;
}

/** What building a program gave. */
export interface Built {
  /** Everything that is wrong with the sources. */
  readonly diagnostics: readonly Diagnostic[];
  /** What to boot, or why there is nothing. */
  readonly boot: Boot | string;
  /** The lines of a file with the bytes that they became; none if it has mistakes, or is no source of the program. */
  linesOf(file: string): readonly ListedLine[];
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
  if (program.files) for (const file of program.files) files.add(file);
  else for (const image of imagesOf(program)) add(image);
  const vmm = layers > 0 ? [...sources.keys()].filter((path) => path.startsWith(vmmFolder)) : [];
  return [...files, ...vmm];
}

/** The images that a program's machines boot. */
export function imagesOf(program: Program): readonly Image[] {
  const images: Image[] = [];
  program.machines((image) => {
    images.push(image);
    return new Uint8Array();
  });
  return images;
}

function includesIn(folder: string): readonly string[] {
  return [...sources.keys()].filter(
    (path) => path.startsWith(`${folder}/`) && path.endsWith('.inc'),
  );
}

/** Assembles and links a program, and the VMMs below it. */
export function buildProgram(program: Program, edits: Edits, stack: Stack): Built {
  const builder = new Builder(reader(edits));
  const boot = bootOf(program, stack, builder);
  return {
    diagnostics: [...builder.diagnostics],
    linesOf: (file) => builder.linesOf(file),
    boot: builder.hasFailed ? 'there are mistakes in the sources' : boot,
  };
}

/** DWARF, by which code is shown in its sources; nothing of it is loaded. */
const debug = 5;

/** Builds images, and gathers what is wrong with them. */
class Builder {
  readonly diagnostics: Diagnostic[] = [];
  readonly #read: ReadFile;
  /** What was built, with what it holds: programs, which nobody else describes. */
  readonly #needs = new Map<Uint8Array, readonly Image[]>();
  hasFailed = false;
  /** What was built, and from what. */
  readonly #built: { readonly image: Image; readonly read: ReadFile }[] = [];

  constructor(read: ReadFile) {
    this.#read = read;
  }

  /** The executable of an image; no bytes if it has mistakes. @param files are looked in first. */
  build(image: Image, files: ReadonlyMap<string, Uint8Array> = new Map()): Uint8Array {
    const read: ReadFile = (path) => files.get(path) ?? this.#read(path);
    const { elf, diagnostics } = buildImage(image, read, objects, debug);
    this.diagnostics.push(...diagnostics);
    this.#built.push({ image, read });
    if (!elf) this.hasFailed = true;
    else this.#needs.set(elf, image.needs);
    return elf ?? new Uint8Array();
  }

  linesOf(file: string): readonly ListedLine[] {
    for (const { image, read } of this.#built) {
      const own = [image, ...image.needs].find(({ sources: all }) => all.includes(file));
      if (!own) continue;
      const { includePaths } = own;
      const { listing } = assemble(file, read, { includePaths, relax: false, listing: {} });
      return listing?.lines.filter((line) => line.file === file) ?? [];
    }
    return [];
  }

  /** What executes on a computer without a VMM: what it boots, and the programs in that. */
  softwareOf({ firmware, kernel }: VirtualMachine): Software {
    const booted = [firmware, kernel].filter((each) => each !== undefined);
    const programs = booted.flatMap((elf) => this.#needs.get(elf) ?? []);
    return {
      executables: [...booted, ...programs.map((each) => this.build(each))],
      vms: new Map(),
    };
  }
}

function bootOf(
  program: Program,
  { layers, copies, technique }: Stack,
  builder: Builder,
): Boot | string {
  const guests = program.machines((image) => builder.build(image));
  let machines = joined(Array.from({ length: copies }, () => guests));
  if (builder.hasFailed) return 'there are mistakes in the sources';
  const disks = diskCount(machines);
  const softwareOf = (machine: VirtualMachine) => builder.softwareOf(machine);
  const vmms: Uint8Array[] = [];
  let software: readonly (() => Software)[] = machines.map((machine) => () => softwareOf(machine));
  for (let layer = 1; layer <= layers && !builder.hasFailed; layer++) {
    // A virtual hart has no hypervisor extension: what is in a virtual machine does with the next best.
    const own = technique === 'h' && layer < layers ? 'tvm' : technique;
    const virtual = machines.map((machine) => ({ ...machine, technique: own }));
    const made = vmmImage(virtual);
    if ('problems' in made) return made.problems.join('\n');
    const vmm = builder.build(made.image, made.files);
    const above = virtual.map(({ name }, index) => [name, software[index] ?? nothing] as const);
    const vms = () => new Map(above.map(([name, make]) => [name, make()]));
    machines = [machineOf(`vmm${layer}`, vmm, virtual, disks)];
    software = [() => ({ executables: [vmm], vms: vms() })];
    vmms.unshift(vmm);
  }
  const [machine, another] = machines;
  if (!machine || another) return 'several guests need a VMM below them';
  const image = machine.firmware ?? machine.kernel ?? new Uint8Array();
  const { memoryBytes: ramBytes } = machine;
  return {
    ...{ files: bootFilesOf(machine), ramBytes, disks, image, vmms },
    software: software[0] ?? nothing,
  };
}

const nothing = (): Software => ({ executables: [], vms: new Map() });

const megapage = 2 * 2 ** 20;

/** A machine for a VMM with these guests. */
function machineOf(
  name: string,
  kernel: Uint8Array,
  guests: readonly VirtualMachine[],
  diskCount: number,
): VirtualMachine {
  const memoryBytes = Math.ceil(memoryNeed(guests, kernel) / megapage) * megapage;
  const disks = Array.from({ length: diskCount }, (_, disk) => ({ disk }));
  return { name, kernel, file: name, memoryBytes, disks };
}
