/** Directives of call frame information: `.cfi_…`. */

import {
  csrNumber,
  floatRegisterNumber,
  otherCsrNumber,
  registerNumber,
  vectorRegisterNumber,
} from '@ireko/isa';
import type { EncodedPointer, FrameSection, FrameStep } from '../debug/frame.ts';
import { unquotedName } from '../text/literal.ts';
import type { Place } from '../text/source.ts';
import type { Operand } from '../text/syntax.ts';
import { nameAt } from '../text/token.ts';
import type { Unit } from '../unit/unit.ts';
import {
  type Directive,
  type Directives,
  expressionOf,
  missing,
  numberOf,
  placeOf,
  requireEnd,
  splitAtCommas,
  unquoted,
  upTo,
  withNothing,
  withOperands,
  withText,
} from './directive.ts';

/** Kinds of registers by name, each with the number of DWARF from which it counts [psABI, "DWARF register numbers"]. */
// biome-ignore format: columns are the point.
const registers: readonly (readonly [first: number, find: (name: string) => number | undefined])[] = [
  [0,    registerNumber],
  [32,   floatRegisterNumber],
  [96,   vectorRegisterNumber],
  [4096, (name) => csrNumber(name) ?? otherCsrNumber(name)],
];

function dwarfNumber(name: string): number | undefined {
  for (const [first, find] of registers) {
    const number = find(name);
    if (number !== undefined) return first + number;
  }
  return undefined;
}

/** The number that DWARF gives a register, written by name or as that number. */
function registerOf(unit: Unit, operand: Operand, at: Place): number | undefined {
  const expression = expressionOf(unit, operand, at);
  if (expression?.kind !== 'name') {
    const number = numberOf(unit, operand, at, 'the register');
    if (number === undefined) return undefined;
    if (number < 0n)
      unit.report.error('unknown-register', placeOf(operand, at), `${number} is no register`);
    return Number(number);
  }
  const { name } = expression;
  const number = dwarfNumber(name);
  if (number === undefined) {
    const message = `\`${name}\` is not a register`;
    unit.report.error('unknown-register', placeOf(operand, at), message);
  }
  return number;
}

type Numbers = readonly bigint[];

/**
 * A directive that adds a step.
 * @param shape what its operands are: `r` for a register, `n` for a number
 */
function step(shape: string, make: (values: Numbers, unit: Unit) => FrameStep): Directive {
  return withOperands((unit, operands, at) => {
    if (!requireProcedure(unit, at)) return;
    if (operands.length !== shape.length) {
      missing(
        unit,
        at,
        [...shape].map((kind) => (kind === 'r' ? 'a register' : 'a number')).join(', '),
      );
      return;
    }
    const values = operands.map((operand, index) => {
      if (shape[index] === 'n') return numberOf(unit, operand, at, 'the offset');
      const register = registerOf(unit, operand, at);
      return register === undefined ? undefined : BigInt(register);
    });
    if (!values.every((value) => value !== undefined)) return;
    const made = make(values, unit);
    if (requireWholeUnits(unit, at, made)) unit.frames.add(unit, at, made);
  });
}

/** A directive that says the same of each of some registers. */
function each(kind: 'restore' | 'undefined'): Directive {
  return withOperands((unit, operands, at) => {
    if (!requireProcedure(unit, at)) return;
    if (operands.length === 0) return missing(unit, at, 'a register');
    for (const operand of operands) {
      const number = registerOf(unit, operand, at);
      if (number !== undefined) unit.frames.add(unit, at, { kind, register: number });
    }
  });
}

/** Where registers are saved, `.eh_frame` tells in units of so many bytes. */
const SAVE_UNIT = 4n;

function requireWholeUnits(unit: Unit, at: Place, { kind, ...rest }: FrameStep): boolean {
  if (kind !== 'offset' || !('offset' in rest) || rest.offset % SAVE_UNIT === 0n) return true;
  const message = `a register is saved at a multiple of ${SAVE_UNIT} bytes, not at ${rest.offset}`;
  unit.report.error('frame', at, message);
  return false;
}

function requireProcedure(unit: Unit, at: Place): boolean {
  if (unit.frames.current(unit)) return true;
  unit.report.error('frame', at, 'there is no .cfi_startproc before this place');
  return false;
}

const register = (values: Numbers) => Number(values[0] ?? 0n);
const second = (values: Numbers) => values[1] ?? 0n;

/** `.cfi_personality encoding, symbol` and `.cfi_lsda`; 255 says that there is none. */
function pointer(field: 'personality' | 'data'): Directive {
  return upTo(2, (unit, [encoding, target], at) => {
    if (!requireProcedure(unit, at)) return;
    if (!encoding || encoding.kind === 'empty')
      return missing(unit, at, '.cfi_personality 0x9b, symbol');
    const how = Number(numberOf(unit, encoding, at, 'the encoding') ?? OMITTED);
    const procedure = unit.frames.current(unit);
    if (!procedure) return;
    if (how === OMITTED) procedure[field] = undefined;
    else if (!target) missing(unit, at, '.cfi_personality 0x9b, symbol');
    else procedure[field] = encoded(unit, how, target, at);
  });
}

/** `DW_EH_PE_omit`. */
const OMITTED = 0xff;

function encoded(
  unit: Unit,
  encoding: number,
  target: Operand,
  at: Place,
): EncodedPointer | undefined {
  const place = placeOf(target, at);
  const expression = expressionOf(unit, target, at);
  const value = expression && unit.bind(expression, place);
  return value && { encoding, value, place };
}

/** `DW_CFA_GNU_window_save`, to which each processor gives another meaning. */
const WINDOW_SAVE: FrameStep = { kind: 'escape', bytes: [0x2d] };

const frameSections: readonly FrameSection[] = ['.eh_frame', '.debug_frame'];

/** Directives of this file. */
export const frameDirectives: Directives = {
  '.cfi_sections': withText((unit, text, at) => {
    const { frames, report } = unit;
    const outputs = new Set<FrameSection>();
    for (const { text: written, ...place } of splitAtCommas(text)) {
      const name = unquoted(written);
      const known = frameSections.find((each) => name.startsWith(each));
      if (known) outputs.add(known);
      else report.error('frame', place, `\`${name}\` is neither .eh_frame nor .debug_frame`);
    }
    const isLate = frames.procedures.length > 0 && outputs.has('.eh_frame');
    if (isLate && !frames.outputs.has('.eh_frame')) {
      report.error('frame', at, 'procedures before this place have no .eh_frame, and these would');
    }
    frames.outputs = outputs;
  }),
  '.cfi_startproc': withText((unit, text, at) => {
    const isSimple = text.text === 'simple';
    if (!isSimple) requireEnd(unit, text, at);
    if (unit.frames.start(unit, at, isSimple)) return;
    unit.report.error('frame', at, 'the procedure before has no .cfi_endproc');
  }),
  '.cfi_endproc': withNothing((unit, at) => {
    if (requireProcedure(unit, at)) unit.frames.end(unit, at);
  }),
  '.cfi_def_cfa': step('rn', (v) => ({ kind: 'define', register: register(v), offset: second(v) })),
  '.cfi_def_cfa_register': step('r', (v) => ({ kind: 'define-register', register: register(v) })),
  '.cfi_def_cfa_offset': step('n', ([offset = 0n]) => ({ kind: 'define-offset', offset })),
  '.cfi_adjust_cfa_offset': step('n', ([change = 0n], unit) => ({
    kind: 'define-offset',
    offset: unit.frames.offset(unit) + change,
  })),
  '.cfi_offset': step('rn', (v) => ({ kind: 'offset', register: register(v), offset: second(v) })),
  '.cfi_val_offset': step('rn', (v) => ({
    ...{ kind: 'value-offset', register: register(v) },
    offset: second(v),
  })),
  '.cfi_rel_offset': step('rn', (v, unit) => ({
    ...{ kind: 'offset', register: register(v) },
    offset: second(v) - unit.frames.offset(unit),
  })),
  '.cfi_register': step('rr', (v) => ({
    ...{ kind: 'register', register: register(v) },
    other: Number(second(v)),
  })),
  '.cfi_restore': each('restore'),
  '.cfi_undefined': each('undefined'),
  '.cfi_same_value': step('r', (v) => ({ kind: 'same-value', register: register(v) })),
  '.cfi_remember_state': step('', () => ({ kind: 'remember' })),
  '.cfi_restore_state': withNothing((unit, at) => {
    if (!requireProcedure(unit, at)) return;
    if (unit.frames.add(unit, at, { kind: 'restore-state' })) return;
    unit.report.error('frame', at, 'there is no .cfi_remember_state before this place');
  }),
  '.cfi_return_column': upTo(1, (unit, [operand], at) => {
    const procedure = unit.frames.current(unit);
    if (!operand) return missing(unit, at, '.cfi_return_column ra');
    const number = operand && registerOf(unit, operand, at);
    if (requireProcedure(unit, at) && procedure && number !== undefined) {
      unit.frames.advance(unit, at);
      procedure.returnColumn = number;
    }
  }),
  '.cfi_signal_frame': withNothing((unit, at) => {
    const procedure = unit.frames.current(unit);
    if (!requireProcedure(unit, at) || !procedure) return;
    unit.frames.advance(unit, at);
    procedure.isSignalFrame = true;
  }),
  '.cfi_escape': withOperands((unit, operands, at) => {
    if (!requireProcedure(unit, at)) return;
    const bytes = operands.map((operand) => Number(numberOf(unit, operand, at, 'the byte') ?? 0n));
    unit.frames.add(unit, at, { kind: 'escape', bytes });
  }),
  '.cfi_label': withText((unit, { text, ...place }, at) => {
    if (!requireProcedure(unit, at)) return;
    const name = text.startsWith('"') ? unquotedName(text) : text;
    if (name === '') missing(unit, at, '.cfi_label name');
    else if (nameAt(text) !== text && name === text) requireEnd(unit, { text, ...place }, at);
    else unit.frames.add(unit, at, { kind: 'label', name, place });
  }),
  '.cfi_window_save': step('', () => WINDOW_SAVE),
  '.cfi_negate_ra_state': step('', () => WINDOW_SAVE),
  '.cfi_personality': pointer('personality'),
  '.cfi_lsda': pointer('data'),
};
