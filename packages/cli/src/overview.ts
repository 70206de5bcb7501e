/** All commands in one table, and the page that introduces them. */

import type { Command } from './command.ts';
import { columns, heading } from './help.ts';
import { Mistake } from './mistake.ts';
import { didYouMean } from './nearest.ts';

interface Row {
  /** What the command is for, in a few words. */
  readonly summary: string;
  /** Load the file of the command. */
  load(): Promise<{ readonly command: Command }>;
}

/** The commands by name, in the order in which the help lists them. */
// biome-ignore format: columns are the point.
export const commands: Readonly<Record<string, Row>> = {
  demo:    { summary: 'three guest systems side by side, and what each layer cost', load: () => import('./commands/demo.ts') },
  as:      { summary: 'assemble a source file into an object, as GNU as',           load: () => import('./commands/as.ts') },
  ld:      { summary: 'link objects into an executable, as GNU ld',                 load: () => import('./commands/ld.ts') },
  objdump: { summary: 'disassemble, and show what is in an object',                 load: () => import('./commands/objdump.ts') },
  nm:      { summary: 'list the symbols of an object',                              load: () => import('./commands/nm.ts') },
  readelf: { summary: 'show the structure of an ELF file',                          load: () => import('./commands/readelf.ts') },
  size:    { summary: 'tell how large the sections of an object are',               load: () => import('./commands/size.ts') },
  strings: { summary: 'show what can be read in any file',                          load: () => import('./commands/strings.ts') },
  ar:      { summary: 'put objects into an archive',                                load: () => import('./commands/ar.ts') },
  objcopy: { summary: 'copy the bytes of an executable to a plain image',           load: () => import('./commands/objcopy.ts') },
  strip:   { summary: 'take symbols and debug information out of a file',           load: () => import('./commands/strip.ts') },
  ranlib:  { summary: 'write the index of an archive anew',                         load: () => import('./commands/ranlib.ts') },
  addr2line: { summary: 'tell which line of source an address came from',           load: () => import('./commands/addr2line.ts') },
  toolchain: { summary: 'a command, as make, with these in the place of GNU’s tools', load: () => import('./commands/toolchain.ts') },
  run:     { summary: 'run an image on the computer, as qemu-system-riscv64 does',  load: () => import('./commands/run.ts') },
  replay:  { summary: 'a recorded run again, to the last bit',                      load: () => import('./commands/replay.ts') },
  lan:     { summary: 'several computers on one network, the same on every run',    load: () => import('./commands/lan.ts') },
  vmm:     { summary: 'run several images at once, each on a computer of its own',  load: () => import('./commands/vmm.ts') },
  lab:     { summary: 'experiments: figures of what has been said of VMMs',           load: () => import('./commands/lab.ts') },
  build:   { summary: 'an image of this repository, from its sources to a file',    load: () => import('./commands/build.ts') },
  disk:    { summary: 'a disk with files for the monitor: make, list or read it',      load: () => import('./commands/disk.ts') },
  help:    { summary: 'this page, or that of a command',                            load: () => import('./commands/help.ts') },
};

/**
 * Load a command by its name.
 * @throws {Mistake} when there is none of that name.
 */
export async function loadCommand(name: string): Promise<Command> {
  const row = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!row) {
    const hint = didYouMean(name, Object.keys(commands)) || '; `ireko help` lists those there are';
    throw new Mistake(`no command '${name}'${hint}`);
  }
  return (await row.load()).command;
}

/** The page that `ireko help` shows. */
export function overview(): string {
  const rows = Object.entries(commands).map(([name, { summary }]) => [name, summary] as const);
  return `${heading('Usage')} ireko COMMAND [argument…]

A RISC-V computer, the tools to write programs for it, and a virtual machine
monitor that makes several computers out of one.

${heading('Commands')}
${columns(rows)}

${heading('Options')}
${columns([
  ['-h, --help', 'show this page; after a command, the page of that command'],
  ['-V, --version', 'show the version'],
])}

${heading('Examples')}
  # see everything at work
  ireko demo
  # from source to a running program
  ireko as -o hello.o examples/hello/hello.s
  ireko ld -T examples/hello/hello.ld -o hello.elf hello.o
  ireko run hello.elf

A mistake is reported in one line on stderr, and the exit status is 1.
With IREKO_DEBUG=1, a defect of ireko itself shows its stack.
`;
}
