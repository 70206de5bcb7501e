/** A moment of a run, as the page shows it while the run stands still. */

import { cause, csrNumber, disassemble } from '@ireko/isa';
import { type Locator, layerName, type VirtualCsrs, type Whereabouts } from '@ireko/lab';
import type { Machine } from '@ireko/machine';
import type { CodeLine } from './code-map.ts';
import type { CodeFinder } from './software.ts';

/** Everything that is shown of a moment. */
export interface Moment {
  /** Instructions that have begun. */
  readonly instructions: number;
  readonly nowNs: number;
  readonly where: Whereabouts;
  /** How many VMMs there are, one on the other. */
  readonly vmms: number;
  /** What people call who executes. */
  readonly layer: string;
  readonly pc: bigint;
  /** The instruction that comes next; undefined: none can be read there. */
  readonly instruction: string | undefined;
  /** Its symbol, and its place in the sources, where these are known. */
  readonly symbol: string | undefined;
  readonly line: CodeLine | undefined;
  /** x0 … x31. */
  readonly registers: readonly bigint[];
  /** f0 … f31. */
  readonly floats: readonly bigint[];
  /** CSRs of the real hart. */
  readonly csrs: readonly (readonly [name: string, value: bigint])[];
  readonly virtualCsrs: readonly VirtualCsrs[];
}

/** CSRs that are shown, in the order of an explanation of traps. */
const shownCsrs = [
  ...[
    'mstatus',
    'mtvec',
    'mepc',
    'mcause',
    'mtval',
    'mscratch',
    'mie',
    'mip',
    'medeleg',
    'mideleg',
  ],
  ...['stvec', 'sepc', 'scause', 'stval', 'sscratch', 'satp', 'fcsr'],
];

/** The machine as it is now. */
export function momentOf(
  machine: Machine,
  locator: Locator,
  code: CodeFinder,
  vmms: number,
): Moment {
  const { hart, debug, instructions, nowNs } = machine;
  const { pc } = hart;
  const where = locator.at();
  const map = code.at(where, pc);
  return {
    ...{ instructions, nowNs, where, vmms, layer: layerName(where), pc },
    instruction: instructionAt(machine, pc)?.text,
    symbol: map?.symbolAt(pc),
    line: map?.lineAt(pc),
    registers: Array.from({ length: 32 }, (_, number) => hart.register(number)),
    floats: Array.from({ length: 32 }, (_, number) => hart.floatRegister(number)),
    csrs: shownCsrs.map((name) => [name, debug.csr(hart.id, csrNumber(name) ?? 0) ?? 0n]),
    virtualCsrs: locator.virtualCsrs,
  };
}

/** An instruction in memory. */
interface FoundInstruction {
  readonly text: string;
  readonly length: number;
  /** It leaves the address behind it in a register for links. */
  readonly isCall: boolean;
}

/** The instruction at a virtual address; undefined where there is none. */
export function instructionAt(machine: Machine, pc: bigint): FoundInstruction | undefined {
  const bytes = machine.debug.read(machine.hart.id, pc, 4);
  if (bytes.length < 2) return undefined;
  const word = bytes.reduceRight((sum, byte) => sum * 0x100 + byte, 0);
  const found = disassemble(word, pc);
  if (!found) return undefined;
  const { mnemonic, operands, length } = found;
  const isLinked = /^(ra|t0)(,|$)/.test(operands) || !operands.includes(',');
  const isCall = /^(c\.)?jalr?$/.test(mnemonic) && isLinked;
  return { text: `${mnemonic} ${operands}`.trim(), length, isCall };
}

/** What a value of `mcause`, `scause` or `vscause` says, in words. */
export function causeText(value: bigint): string {
  const names = value >> 63n ? cause.interruptNames : cause.exceptionNames;
  return names[Number(value & 0xffffn)] ?? 'reserved';
}
