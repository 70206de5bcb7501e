/** What a run's end means outside: an exit status, and a word on stderr where the guest did not end it. */

import { cause, csrFields, disassemble } from '@ireko/isa';
import type { Lockup, Machine, Raised } from '@ireko/machine';
import type { Ending } from './session.ts';

/**
 * The exit status for an ending: the guest's own, or 1 with a word on stderr.
 * @param who begins that word, as `ireko run`.
 * @param program what was run, for the names of places in it.
 */
export async function exitStatus(
  ending: Ending,
  machine: Machine,
  who: string,
  program: Uint8Array | undefined,
): Promise<number> {
  switch (ending.kind) {
    case 'finished':
      // A failure stays one, though a process's exit status has 8 bits.
      return ending.status & 0xff || (ending.status === 0 ? 0 : 1);
    case 'left':
      return 0;
    case 'limit':
      process.stderr.write(
        `${who}: stopped after ${machine.instructions} instructions, the limit\n`,
      );
      return 1;
    case 'waiting':
      process.stderr.write(
        `${who}: error: the guest waits for what can never come: no timer is set, no disk is busy, and no input can wake it\n`,
      );
      return 1;
    case 'locked-up':
      process.stderr.write(
        `${who}: error: the guest is locked up: ${await described(ending.lockup, machine, program)}; --trace tells of each trap\n`,
      );
      return 1;
  }
}

async function described(
  lockup: Lockup,
  machine: Machine,
  program: Uint8Array | undefined,
): Promise<string> {
  const { origin, registers, handler, code, value } = lockup;
  const { tvec, tval } = registers;
  const firmware = '(systems that need firmware, as Linux, boot with -bios)';
  const first =
    origin &&
    `${raised(origin, tval)}${await placeOf(origin.pc, program)}${floatAdvice(origin, machine)}`;
  if (first !== undefined && handler === 0n)
    return `${first}, and no handler has been set: ${tvec} is 0 ${firmware}`;
  const advice =
    handler === 0n
      ? `no handler has been set, ${tvec} is 0 ${firmware}, and the program itself went to 0, as ret does when ra is 0`
      : `see that ${tvec} is right, and what is there`;
  const what = `${cause.exceptionNames[code]}, ${tval} ${hex(value)}`;
  const again = `the trap handler at ${hex(handler)} traps at its first instruction (${what}), for ever`;
  return `${first === undefined ? '' : `${first}; then `}${again}; ${advice}`;
}

function raised({ code, value, pc }: Raised, tval: string): string {
  return `${cause.exceptionNames[code]}, ${tval} ${hex(value)}, at pc ${hex(pc)}`;
}

/** Floating point is off after reset, which makes its instructions illegal [priv §3.1.6.6]. */
function floatAdvice({ code, value }: Raised, { hart }: Machine): string {
  const { fs } = csrFields('mstatus');
  if (code !== cause.ILLEGAL_INSTRUCTION || !fs) return '';
  const isOff = BigInt.asUintN(fs.bits, hart.state('mstatus') >> BigInt(fs.at)) === 0n;
  const isFloat = /^(c\.)?f(?!ence)/.test(disassemble(Number(value), 0n)?.mnemonic ?? '');
  return isOff && isFloat
    ? `: floating point is off until mstatus.fs is set (li t0, 1 << ${fs.at}; csrs mstatus, t0)`
    : '';
}

/** Whose instruction it is, as far as symbols and lines of the program tell: ` (_start, hello.s:12)`. */
async function placeOf(pc: bigint, program: Uint8Array | undefined): Promise<string> {
  if (!program) return '';
  const { addr2line } = await import('@ireko/asm/tools/addr2line');
  const found = addr2line(program, { functions: true });
  if ('problem' in found) return '';
  const [name = '??', line = '??'] = found.look(pc).split('\n');
  const known = [name, line].filter((each) => !each.startsWith('??'));
  return known.length === 0 ? '' : ` (${known.join(', ').replace(/:\?$/, '')})`;
}

const hex = (value: bigint): string => `0x${value.toString(16)}`;
