/**
 * Follows the monitor instruction by instruction through its first steps, a system call, a page
 * fault, a disk read and the life of a child, and counts what each routine executes.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { indexSymbols, readElf, symbolAt } from '../../elf/src/index.ts';
import { Machine, MemoryDisk } from '../../machine/src/index.ts';
import { makeDisk } from '../src/index.ts';
import { build } from '../test/build.ts';
import { monitorWalk } from '../test/images.ts';

/** One stretch of instructions outside of U-mode. */
export interface Stretch {
  /** What was asked of the monitor: `boot`, or the cause and what it was about. */
  readonly why: string;
  /** Instructions by routine, in the order in which routines were first entered. */
  readonly routines: ReadonlyMap<string, number>;
  readonly instructions: number;
  /** Virtual microseconds in which the hart waited for an interrupt. */
  readonly idleMicroseconds: number;
}

// biome-ignore format: names by number
const calls: Readonly<Record<string, string>> = { 0: 'exit', 3: 'yield', 5: 'getpid', 8: 'wait', 9: 'disk_read', 12: 'fork', 13: 'exec' };
const faults: Readonly<Record<string, string>> = { 12: 'fetch', 13: 'load', 15: 'store' };
const [U, S] = [0, 1];
const [A1, A7] = [11, 17];

/** All stretches from reset to the end of the run. */
export function walk(): readonly Stretch[] {
  const image = build(monitorWalk);
  const machine = new Machine({ engine: 'reference', disks: [new MemoryDisk(makeDisk())] });
  const problem = machine.load(image);
  if (problem !== undefined) throw new Error(problem);
  machine.hart.setRegister(A1, 0n); // no device tree: counts do not depend on what is in it
  const routineAt = routines(image);
  const { hart } = machine;
  const stretches: Stretch[] = [];
  let counts = new Map<string, number>();
  let why = 'boot';
  let idleNs = 0;
  let before = hart.privilege;
  for (;;) {
    // Interrupts are taken, and waits are waited out, before the next instruction.
    machine.run({ maxInstructions: machine.instructions });
    if (hart.privilege !== U) {
      if (before === U) why = cause(hart);
      const routine = routineAt(hart.pc);
      counts.set(routine, (counts.get(routine) ?? 0) + 1);
    } else if (before !== U) {
      const instructions = [...counts.values()].reduce((sum, count) => sum + count, 0);
      const idleMicroseconds = (machine.idleNs - idleNs) / 1000;
      stretches.push({ why, routines: counts, instructions, idleMicroseconds });
      counts = new Map();
      idleNs = machine.idleNs;
    }
    before = hart.privilege;
    const outcome = machine.run({ maxInstructions: machine.instructions + 1 });
    if (outcome.kind === 'finished') return stretches;
  }
}

/** Why the hart has just left U-mode. */
function cause(hart: Machine['hart']): string {
  const code = Number(hart.state('scause') & 0xffn);
  if (hart.privilege !== S || hart.state('scause') >> 63n) return 'interrupt';
  if (code === 8) return `call ${calls[Number(hart.register(A7))]}`;
  return `${faults[code]} ${hart.state('stval').toString(16)}`;
}

/** The name of the routine that an address is in, by the image's symbols. */
function routines(image: Uint8Array): (address: bigint) => string {
  const elf = readElf(image);
  if ('problem' in elf) throw new Error(elf.problem);
  const labels = indexSymbols(
    elf.symbols.filter(({ name, section }) => /^[a-z_]/.test(name) && typeof section === 'object'),
  );
  return (address) => symbolAt(labels, address)?.symbol.name ?? 'nowhere';
}

const kernel = `${import.meta.dirname}/../kernel`;

/** A stretch as a Markdown table: routines, their files, their instructions. */
export function table({ routines, instructions, idleMicroseconds }: Stretch): string {
  const sources = readdirSync(kernel).map((file) => ({
    file,
    text: readFileSync(`${kernel}/${file}`, 'utf8'),
  }));
  const rows = [...routines].map(([name, count]) => {
    const file = sources.find(({ text }) => new RegExp(`^${name}:`, 'm').test(text))?.file;
    return `| \`${name}\` | [${file}](../../packages/monitor/kernel/${file}) | ${count} |`;
  });
  const idle = idleMicroseconds > 0 ? `, and ${idleMicroseconds} µs of waiting for the disk` : '';
  return [
    '| routine | file | instructions |',
    '| --- | --- | ---: |',
    ...rows,
    '',
    `Together ${instructions} instructions${idle}.`,
  ].join('\n');
}
