/**
 * Generates handlers: the code that executes an instruction, written by reading the table's meanings.
 * The common ones are part of the interpreter's step. Any other is a function in a module of its own,
 * made when the interpreter first meets one of its instructions: no program uses them all.
 */

import { cause, type Instruction } from '@ireko/isa';
import { type DataTlbShape, slot, stateAddress } from '../hart/layout.ts';
import type { Callable, FunctionBuilder, Local } from '../wasm/function-builder.ts';
import { ModuleBuilder } from '../wasm/module-builder.ts';
import { handlerParameters, importForHandler } from './callees.ts';
import { effects } from './effects.ts';
import type { Handler } from './handlers.ts';
import { type Interpreted, type InterpretedMeaning, WordMeaning } from './interpreted-meaning.ts';

export interface HandlerOptions {
  /** Calls the host at each trap return. */
  readonly tellTraps: boolean;
  readonly dataTlb: DataTlbShape;
}

/** How the interpreter goes on behind an instruction: `jumped` is by a jump, or a branch back. */
export type GoOn = (how: 'step' | 'jumped' | 'passed') => void;

/** Where a handler is written. */
export interface HandlerPlace extends Interpreted {
  readonly tellTraps: boolean;
  /** Writes how to go on at `next`, with one more instruction begun. */
  readonly goOn: GoOn;
}

/** The module's bytes; it exports `handler`. */
export function handlerModule(
  handler: Handler,
  { tellTraps, dataTlb }: HandlerOptions,
): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder();
  const callees = importForHandler(module);
  module.define(
    handlerParameters,
    [],
    (f) => {
      const [pc, next, begun, word, fetched] = f.parameters;
      if (!pc || !next || !begun || !word || !fetched) throw new Error('this is no handler');
      f.block((trapped) => {
        const goOn: GoOn = (how) =>
          f
            .get(next)
            .get(begun)
            .i64(1)
            .op('i64.add')
            .returnCall(callees[how === 'jumped' ? how : 'step']);
        const at = { callees, dataTlb, pc, next, begun, word, fetched, trapped };
        const meaning = new WordMeaning(f, at);
        const place = { ...at, tellTraps, goOn };
        if (handler.mustMatch) {
          for (const row of handler.rows) {
            f.get(word).i32(row.mask).op('i32.and').i32(row.match).op('i32.eq');
            f.if(() => f.scope(() => writeRow(f, row, meaning, place)));
          }
        } else if (handler.rows[0]) {
          writeRow(f, handler.rows[0], meaning, place);
          return;
        }
        meaning.raise(cause.ILLEGAL_INSTRUCTION, meaning.bits);
      });
      f.get(pc).get(next).get(begun).get(word).get(fetched).returnCall(callees.trap);
    },
    'handler',
  );
  return module.build();
}

/** Writes a row's meaning, and how the interpreter goes on behind it. */
export function writeRow(
  f: FunctionBuilder,
  row: Instruction,
  meaning: InterpretedMeaning,
  place: HandlerPlace,
): void {
  const returns = place.tellTraps && (row.mnemonic === 'mret' || row.mnemonic === 'sret');
  const before = f.local('i32');
  if (returns) writeMode(f, before);
  row.meaning?.(meaning, meaning.operands(row));
  if (returns) tell(f, place.callees.trapReturned, before, place.next, place.begun);
  goOnBehind(f, row, place);
}

/** Goes on behind the instruction. */
function goOnBehind(f: FunctionBuilder, row: Instruction, { pc, next, goOn }: HandlerPlace): void {
  const { control } = effects({ instruction: row, values: {} });
  if (control === 'none') goOn('step');
  else if (control === 'branch') {
    f.get(next).get(pc).op('i64.lt_u');
    f.if(() => goOn('jumped'));
    goOn('passed');
  } else goOn('jumped');
}

/** Sets `mode` to the privilege mode: 0 U, 1 S, 3 M, 4 VU, 5 VS. */
export function writeMode(f: FunctionBuilder, mode: Local): void {
  f.at('i32.load', stateAddress('virtual')).i32(2).op('i32.shl');
  f.at('i32.load', stateAddress('privilege')).op('i32.or').set(mode);
}

/** Tells the host of a trap, with `pc` already where the hart goes. */
export function tell(
  f: FunctionBuilder,
  listener: Callable,
  mode: Local,
  next: Local,
  begun: Local,
): void {
  f.at('i64.store', slot.pc, () => f.get(next));
  f.at('i64.store', slot.begun, () => f.get(begun));
  f.get(mode).call(listener);
}
