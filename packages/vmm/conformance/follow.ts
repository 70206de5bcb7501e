/**
 * Follows the VMM instruction by instruction through the exits of one guest, test/guests/follow.s,
 * and counts what each of the VMM's routines executes.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { indexSymbols, readElf, symbolAt } from '@ireko/elf';
import { Machine, MemoryDisk } from '@ireko/machine';
import type { Technique } from '../src/index.ts';
import { build, buildVmm, guestImage, makeDisk, vm } from '../test/boot.ts';

/** What the VMM did from an exit to the return to the guest. */
export interface Exit {
  /** The label `followed_…` of the guest's instruction that was left, without that beginning. */
  readonly label: string;
  /** Instructions by routine, in the order in which routines were first entered. */
  readonly routines: ReadonlyMap<string, number>;
  readonly instructions: number;
  /** Virtual microseconds in which the hart waited for an interrupt. */
  readonly idleMicroseconds: number;
}

const M = 3;
const beginning = 'followed_';

/** The first exit at each label of the guest, when it runs alone. */
export function follow(technique: Technique): readonly Exit[] {
  const guest = guestImage('follow');
  const disks = [{ startSector: 8, sectors: 8 }];
  const image = buildVmm([vm('guest', guest, { disks, technique })]);
  const machine = new Machine({ disks: [new MemoryDisk(makeDisk())] });
  const problem = machine.load(image);
  if (problem !== undefined) throw new Error(problem);
  const labelAt = new Map(
    symbols(build(guest))
      .filter(({ name }) => name.startsWith(beginning))
      .map(({ name, value }) => [value, name.slice(beginning.length)]),
  );
  const routineAt = routines(image);
  const { hart } = machine;
  const exits: Exit[] = [];
  let open: { label: string; counts: Map<string, number>; idleNs: number } | undefined;
  let before = hart.privilege;
  for (;;) {
    // Interrupts are taken, and waits are waited out, before the next instruction.
    machine.run({ maxInstructions: machine.instructions });
    if (hart.privilege === M && before !== M) {
      const label = labelAt.get(hart.state('mepc'));
      if (label !== undefined && !exits.some((exit) => exit.label === label))
        open = { label, counts: new Map(), idleNs: machine.idleNs };
    }
    if (hart.privilege !== M && open !== undefined) {
      const { label, counts, idleNs } = open;
      const instructions = [...counts.values()].reduce((sum, count) => sum + count, 0);
      const idleMicroseconds = (machine.idleNs - idleNs) / 1000;
      exits.push({ label, routines: counts, instructions, idleMicroseconds });
      open = undefined;
    }
    if (open !== undefined) {
      const routine = routineAt(hart.pc);
      open.counts.set(routine, (open.counts.get(routine) ?? 0) + 1);
    }
    before = hart.privilege;
    const { kind } = machine.run({ maxInstructions: machine.instructions + 1 });
    if (kind === 'finished') return exits;
  }
}

function symbols(image: Uint8Array) {
  const elf = readElf(image);
  if ('problem' in elf) throw new Error(elf.problem);
  return elf.symbols;
}

/** The name of the VMM's routine that an address is in. */
function routines(image: Uint8Array): (address: bigint) => string {
  const labels = indexSymbols(
    symbols(image).filter(
      ({ name, section }) => /^[a-z_]/.test(name) && typeof section === 'object',
    ),
  );
  return (address) => symbolAt(labels, address)?.symbol.name ?? 'nowhere';
}

const folder = `${import.meta.dirname}/../vmm`;
const sources = readdirSync(folder).map((file) => ({
  file,
  text: readFileSync(`${folder}/${file}`, 'utf8'),
}));

/** An exit as a Markdown table: routines, their files, their instructions. */
export function table({ routines, instructions, idleMicroseconds }: Exit): string {
  const rows = [...routines].map(([name, count]) => {
    const file = sources.find(({ text }) => new RegExp(`^${name}:`, 'm').test(text))?.file;
    return `| \`${name}\` | [${file}](../../packages/vmm/vmm/${file}) | ${count} |`;
  });
  const idle = idleMicroseconds > 0 ? `, and ${idleMicroseconds} µs of waiting` : '';
  return [
    '| routine | file | instructions |',
    '| --- | --- | ---: |',
    ...rows,
    '',
    `Together ${instructions} instructions${idle}.`,
  ].join('\n');
}
