/**
 * What instructions were decoded to. The interpreter keeps what it found out of each instruction that it met in a
 * table, by the low bits of the instruction's address:
 *
 *   entry   +0 as it was fetched, 32 bits   +4 number of its handler (16)   +6 place of rs1 (8)
 *           +7 of rs2 (8)   +8 of rd (16)   +12 its immediate, or its word (32)
 *
 * The step's handlers have a number for instructions of 32 bits; those behind them are of compressed ones, in the same order.
 * An entry follows from what was fetched alone. So one whose bits are not those that were fetched now is made anew,
 * and nothing ever has to be forgotten, whatever is written where. What an entry says does not wait for
 * what is fetched, which the host's processor needs where it has mispredicted the jump to the handler.
 */

import type { Field } from '@ireko/isa';
import {
  DECODED,
  DECODED_SHIFT,
  decodedEntries,
  EXPANSION_SHIFT,
  EXPANSIONS,
  HANDLERS,
  REGISTERS,
  slot,
} from '../hart/layout.ts';
import type { Callable, FunctionBuilder, Local } from '../wasm/function-builder.ts';
import type { Opcode } from '../wasm/opcode.ts';
import { commonHandlers, keyParts } from './handlers.ts';
import { type Interpreted, InterpretedMeaning, writeImmediate } from './interpreted-meaning.ts';

type Part = 'fetched' | 'handler' | 'rs1' | 'rs2' | 'rd' | 'operand';

/** What is in an entry, by its offset from one. Of handlers outside the step, the operand is the word. */
export const decoded: Readonly<Record<Part, number>> = {
  fetched: DECODED,
  handler: DECODED + 4,
  rs1: DECODED + 6,
  rs2: DECODED + 7,
  rd: DECODED + 8,
  operand: DECODED + 12,
};

/** Where fields of registers are in a word [unpriv §2.2]. */
const registerFields = { rd: 7, rs1: 15, rs2: 20 } as const;

/** Sets `entry` to the offset of an address's entry. */
export function writeEntry(f: FunctionBuilder, pc: Local, entry: Local): void {
  f.get(pc)
    .op('i32.wrap_i64')
    .i32(DECODED_SHIFT - 1)
    .op('i32.shl');
  f.i32((decodedEntries - 1) << DECODED_SHIFT)
    .op('i32.and')
    .set(entry);
}

/** An instruction whose operands stand in its entry. */
export class DecodedMeaning extends InterpretedMeaning {
  readonly #entry: Local;

  constructor(f: FunctionBuilder, at: Interpreted, entry: Local) {
    super(f, at);
    this.#entry = entry;
  }

  /** That of `x0` is not its own where it is written. */
  protected registerOffset({ name }: Field): void {
    if (name !== 'rs1' && name !== 'rs2') throw new Error(`no register is read by ${name}`);
    this.f.get(this.#entry).memory('i32.load8_u', decoded[name]);
  }

  write(_register: Field, value: Local): void {
    this.f.get(this.#entry).memory('i32.load16_u', decoded.rd);
    this.f.get(value).memory('i64.store', REGISTERS);
  }

  protected immediate({ signed }: Field): Local {
    this.f.get(this.#entry).memory(signed ? 'i64.load32_s' : 'i64.load32_u', decoded.operand);
    return this.result('i64');
  }
}

/** Leaves whether what was fetched is a compressed instruction. */
export function writeIsCompressed(f: FunctionBuilder, fetched: Local): void {
  f.get(fetched).i32(0b11).op('i32.and').i32(0b11).op('i32.ne');
}

/** Writes `expanded` (fetched) → the instruction as 32 bits. */
export function writeExpanded(f: FunctionBuilder, expand: Callable): void {
  const [fetched] = f.parameters;
  if (!fetched) throw new Error('there is nothing to expand');
  const word = f.local('i32');
  writeIsCompressed(f, fetched);
  f.op('i32.eqz').if(() => f.get(fetched).op('return'));
  f.get(fetched).i32(0xffff).op('i32.and').tee(fetched);
  f.i32(EXPANSION_SHIFT).op('i32.shl').memory('i32.load', EXPANSIONS).tee(word).op('i32.eqz');
  f.if(() => f.get(fetched).call(expand).op('return'));
  f.get(word);
}

/** Writes `decode` (entry, fetched), which makes an entry. */
export function writeDecode(f: FunctionBuilder, makeHandler: Callable, expanded: Callable): void {
  const [entry, fetched] = f.parameters;
  if (!entry || !fetched) throw new Error('there is nothing to decode');
  const [word, handler, operand] = [f.local('i32'), f.local('i32'), f.local('i32')];
  f.get(fetched).call(expanded).tee(word).set(operand);
  writeKey(f, word);
  f.i32(1).op('i32.shl').memory('i32.load16_u', HANDLERS).tee(handler).op('i32.eqz');
  f.if(() => f.get(word).call(makeHandler).set(handler));

  const put = (part: Part, store: Opcode, value: () => void) => {
    f.get(entry);
    value();
    f.memory(store, decoded[part]);
  };
  const register = (name: keyof typeof registerFields) =>
    f
      .get(word)
      .i32(registerFields[name] - 3)
      .op('i32.shr_u')
      .i32(0b11111 << 3)
      .op('i32.and');
  writeOperand(f, handler, word, operand);
  put('fetched', 'i32.store', () => f.get(fetched));
  put('handler', 'i32.store16', () => {
    const { length } = commonHandlers();
    f.get(handler).i32(length).op('i32.add').get(handler);
    writeIsCompressed(f, fetched);
    f.get(handler).i32(length).op('i32.le_u').op('i32.and').op('select');
  });
  put('rs1', 'i32.store8', () => register('rs1'));
  put('rs2', 'i32.store8', () => register('rs2'));
  put('rd', 'i32.store16', () => {
    register('rd');
    f.i32(slot.discarded);
    register('rd');
    f.op('select');
  });
  put('operand', 'i32.store', () => f.get(operand));
}

/** Sets `operand` to the immediate, if the handler is one of the step's that has one. */
function writeOperand(f: FunctionBuilder, handler: Local, word: Local, operand: Local): void {
  const fields = commonHandlers().map(({ rows: [row] }) => row?.fields['imm']);
  const shapeOf = (field: Field | undefined) =>
    field && JSON.stringify([field.pieces, field.signed]);
  const shapes = new Map<string, Field>();
  for (const field of fields) if (field) shapes.set(shapeOf(field) ?? '', field);
  const names = [...shapes.keys()];
  f.switch(
    () => f.get(handler).i32(1).op('i32.sub'),
    [...shapes.values()].map((field) => () => {
      writeImmediate(f, word, field);
      f.set(operand);
    }),
    fields.map((field) => names.indexOf(shapeOf(field) ?? '')),
  );
}

/** Leaves the word's key on the stack [handlers.ts]. */
function writeKey(f: FunctionBuilder, word: Local): void {
  keyParts.forEach((part, index) => {
    const shift = part.word - part.key;
    f.get(word).i32(shift).op('i32.shr_u');
    f.i32((2 ** part.bits - 1) << part.key).op('i32.and');
    if (index > 0) f.op('i32.or');
  });
}
