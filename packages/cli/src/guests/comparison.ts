/** `ireko vmm --compare`: a guest on the bare machine and in a virtual machine, instruction by instruction. */

import { addr2line } from '@ireko/asm';
import { type Agreement, type Difference, Lockstep, vmmSymbols } from '@ireko/lab';
import { type Disk, Machine, OverlayDisk, type Probe } from '@ireko/machine';
import { bootFilesOf, type DiskPart, type VirtualMachine } from '@ireko/vmm';
import { Mistake } from '../mistake.ts';

/** What is compared, and on what. */
export interface Comparison {
  readonly vms: readonly VirtualMachine[];
  /** The VMM's image with them. */
  readonly image: Uint8Array;
  readonly ramBytes: number;
  readonly disks: readonly Disk[];
  /** Instructions of the guest that are compared at most. */
  readonly maxInstructions: number;
  /** Typed when the guest waits and nothing else can wake it. */
  readonly typed: Uint8Array;
}

/**
 * Runs the one guest on both, and says on stdout how far they went together; on stderr, where not.
 * @returns the exit status: 0 if all was equal.
 * @throws {Mistake} when the guest cannot be compared.
 */
export function compare(comparison: Comparison): number {
  const { vms, maxInstructions, typed } = comparison;
  const [vm, another] = vms;
  if (!vm || another) throw new Mistake('--compare: there must be one guest');
  if (vm.cards?.length) throw new Mistake(`--compare: ${vm.name} has a network card; leave it out`);
  const lockstep = lockstepOf(vm, comparison);
  let agreement = lockstep.run(maxInstructions);
  if (agreement.end === 'waiting' && typed.length > 0) {
    lockstep.receive(typed);
    agreement = lockstep.run(maxInstructions);
  }
  const { instructions, end, difference } = agreement;
  const technique = vm.technique ?? 'trap';
  const count = instructions.toLocaleString('en');
  if (difference) {
    process.stderr.write(
      `ireko vmm: error: ${vm.name} by ${technique}: ${count} instructions are equal, and then not\n${describe(difference, vm)}`,
    );
    return 1;
  }
  process.stdout.write(
    `${vm.name} by ${technique}: ${count} instructions, all equal${endings[end]}\n`,
  );
  return 0;
}

const endings: Readonly<Record<Agreement['end'], string>> = {
  finished: ', to its end',
  waiting: ', until it waits for input',
  limit: '',
  different: '',
};

function lockstepOf(vm: VirtualMachine, { image, ramBytes, disks }: Comparison): Lockstep {
  const symbols = vmmSymbols(image);
  if (!symbols) throw new Error('the VMM has no symbols');
  const { memoryBytes, bootArguments, virtio, disks: parts = [] } = vm;
  const engine = 'interpreter';
  const bare = new Machine({
    engine,
    ramBytes: memoryBytes,
    disks: parts.map((part) => partOf(disks, part)),
    hasLegacyVirtio: virtio === 'legacy',
    ...(bootArguments !== undefined && { bootArguments }),
  });
  const problem = bare.boot(bootFilesOf(vm));
  if (problem) throw new Mistake(`${vm.file}: ${problem.problem}`);
  const virtual = (probe: Probe) => {
    const machine = new Machine({
      engine,
      ramBytes,
      disks: disks.map((disk) => new OverlayDisk(disk)),
      probe,
    });
    const problem = machine.load(image);
    if (problem !== undefined) throw new Mistake(`the VMM: ${problem}`);
    return machine;
  };
  return new Lockstep({ bare, vmm: virtual, symbols: [symbols] });
}

/** A disk that is a part of another, which stays as it is. */
function partOf(disks: readonly Disk[], part: DiskPart): Disk {
  const whole = disks[part.disk ?? 0];
  if (!whole) throw new Error('a part of no disk');
  const under = new OverlayDisk(whole);
  const { startSector = 0, sectors = whole.sectors - startSector } = part;
  return {
    sectors,
    readOnly: part.readOnly ?? whole.readOnly,
    read: (sector, target) => under.read(startSector + sector, target),
    write: (sector, source) => under.write(startSector + sector, source),
  };
}

function describe({ pc, instruction, within, unequal }: Difference, vm: VirtualMachine): string {
  const place = `${hex(pc)}${lineOf(pc, vm.kernel ?? vm.firmware)}: ${instruction}`;
  const after =
    within === 1 ? 'after' : `within the last ${within.toLocaleString('en')} instructions before`;
  const what = unequal.map(
    ({ name, bare, virtual }) => `  ${name}: ${hex(bare)} bare, ${hex(virtual)} virtual\n`,
  );
  const ends = '  one of them ends or waits, the other goes on\n';
  return `${after} ${place}\n${what.length > 0 ? what.join('') : ends}`;
}

/** Where that is in its source, if the executable can tell. */
function lineOf(pc: bigint, executable: Uint8Array = new Uint8Array(0)): string {
  const lines = addr2line(executable, {});
  if ('problem' in lines) return '';
  const line = lines.look(pc).trim();
  return /:\d/.test(line) && !line.startsWith('??') ? ` (${line})` : '';
}

const hex = (value: bigint): string => `0x${value.toString(16)}`;
