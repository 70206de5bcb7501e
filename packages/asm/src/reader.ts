/**
 * Reads a source statement by statement and carries each out: labels, assignments, conditionals,
 * macros, repetitions, inclusions, and then directives and instructions.
 *
 * What a statement's head is decides how the rest of it is read, and may depend on what came
 * before, so reading and assembling go hand in hand. Macro bodies and repetitions become sources
 * of their own.
 */

import { floatRegisterNumber, registerNumber } from '@ireko/isa';
import { Conditions, conditionDirectives } from './condition.ts';
import type { Expansion } from './diagnostic.ts';
import { type RawText, splitAtCommas, unquoted } from './directives/directive.ts';
import { moveTo } from './directives/place.ts';
import { directives } from './directives/table.ts';
import {
  assembleInstruction,
  assemblePattern,
  beginInstruction,
  isMnemonic,
  patternOf,
  unknownInstruction,
} from './instruction.ts';
import { textBytes, textOf } from './literal.ts';
import {
  type AlternateMode,
  bindArguments,
  type Macro,
  parseHead,
  splitArguments,
  substitute,
  substituteAlternate,
} from './macro.ts';
import { ZEROS } from './padding.ts';
import { type OperandError, parseExpression } from './parser.ts';
import { isAssignment, type Shape, Shapes } from './shape.ts';
import { type Origin, type Place, repetitions, Source } from './source.ts';
import { type Statement, StatementCursor, Tape } from './statement.ts';
import { didYouMean } from './suggest.ts';
import type { Expression, Operand } from './syntax.ts';
import { tokenize } from './token.ts';
import type { Unit } from './unit.ts';

/** Why reading of a source stopped. */
type Stop = 'end-of-source' | Ending;
/** Why it stopped before its end. */
type Ending = 'exit-macro' | Abandoned;
/** Why it stopped in all the sources that led there. */
type Abandoned = 'end-of-unit' | 'too-deep';

/** The text of a macro or repetition, and where it begins. */
interface Body extends Origin {
  readonly text: string;
}

/** Calls within calls; deeper is an endless recursion, as in GNU as. */
const DEEPEST = 100;

/** Repetitions of `.rept`; more would take hours. */
const MOST_TIMES = 1n << 24n;

/** A directive that decides what is read next; it may end the reading of a source. */
type Steering = (statement: Statement, cursor: StatementCursor, at: Place) => Ending | undefined;

/** See the head of this file. */
export class Reader {
  readonly #unit: Unit;
  readonly #macros = new Map<string, Macro>();
  readonly #shapes = new Shapes();
  #expansions = 0;
  /** `.altmacro` is in force. */
  #isAlternate: boolean;
  #freshNames = 0;
  readonly #steering: ReadonlyMap<string, Steering> = new Map<string, Steering>([
    ['.macro', (statement, cursor, at) => this.#define(restOf(statement, at), cursor, at)],
    ['.purgem', (statement, _, at) => this.#forget(restOf(statement, at))],
    ...['.exitm', '.mexit'].map((name): [string, Steering] => [
      name,
      (_, __, at) => (at.source.expansion.length > 0 ? 'exit-macro' : this.#unmatched(at)),
    ]),
    ...['.rept', '.rep'].map((name): [string, Steering] => [
      name,
      (statement, cursor, at) => this.#repeat(statement, cursor, at),
    ]),
    ...['.irp', '.irep'].map((name): [string, Steering] => [
      name,
      (statement, cursor, at) => this.#iterate(statement, cursor, at, splitArguments),
    ]),
    ...['.irpc', '.irepc'].map((name): [string, Steering] => [
      name,
      (statement, cursor, at) => this.#iterate(statement, cursor, at, splitCharacters),
    ]),
    ['.include', (statement, _, at) => this.#include(restOf(statement, at), at)],
    ['.end', () => 'end-of-unit'],
    ['.endm', (_, __, at) => this.#unmatched(at)],
    ['.endr', (_, __, at) => this.#unmatched(at)],
    [
      '.altmacro',
      () => {
        this.#isAlternate = true;
        return undefined;
      },
    ],
    [
      '.noaltmacro',
      () => {
        this.#isAlternate = false;
        return undefined;
      },
    ],
    ['.symver', (_, __, at) => this.#refuse(at, 'versions are for shared libraries')],
  ]);

  constructor(unit: Unit, isAlternate = false) {
    this.#unit = unit;
    this.#isAlternate = isAlternate;
  }

  /** Reads a source to its end. @param tape its statements, if it is read more than once */
  read(source: Source, tape?: Tape): Stop {
    if (source.expansion.length > DEEPEST) {
      this.#unit.report.error(
        'recursion',
        { source, start: 0, end: 0 },
        `${loopIn(source.expansion)} is nested more than ${DEEPEST} deep`,
        'a macro or file that uses itself needs a condition to stop',
      );
      return 'too-deep';
    }
    const cursor = new StatementCursor(source, this.#shapes, tape);
    const conditions = new Conditions(this.#unit);
    for (let statement = cursor.next(); statement; statement = cursor.next()) {
      const stop = this.#statement(statement, cursor, conditions);
      // What was too deep is left altogether: there may be more mistakes behind it.
      if (stop === 'too-deep' && source.expansion.length === 0) continue;
      if (stop) return stop;
    }
    conditions.end();
    return 'end-of-source';
  }

  #statement(
    statement: Statement,
    cursor: StatementCursor,
    conditions: Conditions,
  ): Ending | undefined {
    const { source } = cursor;
    const { shape, base } = statement;
    const { head, headName: name } = shape;
    if (conditions.active) this.#labels(statement, source);
    if (conditionDirectives.has(name)) {
      conditions.run(name, statement, source);
      return undefined;
    }
    if (!conditions.active) return undefined;
    if (!head || this.#repeats(statement, name, source)) return undefined;
    const at: Place = { source, start: base, end: base + name.length };
    if (head.kind !== 'name') {
      this.#unit.report.error('syntax', at, `unexpected \`${name}\` at the start of a statement`);
      return undefined;
    }
    const assignment = shape.rest[0]; // never behind a hole
    if (isAssignment(assignment)) {
      this.#assign(head.image, statement, at, assignment?.image === '==');
      return undefined;
    }
    const macro = this.#macros.get(name);
    if (macro) return this.#call(macro, statement, at);
    const steer = this.#steering.get(name);
    if (steer) return steer(statement, cursor, at);
    this.#perform(name, statement, at);
    return undefined;
  }

  /** An instruction like one before: its bytes are known, or all of it but a symbol. */
  #repeats(statement: Statement, name: string, source: Source): boolean {
    const unit = this.#unit;
    const { code, pattern } = statement.shape;
    const known = code ?? pattern;
    if (known?.extensions !== unit.modes.extensions || this.#macros.has(name)) return false;
    if (pattern) {
      const place = statement.placeOf(pattern.operand, source);
      const value = unit.bind({ kind: 'name', name: statement.name }, place);
      if (value) assemblePattern(unit, pattern, value, place);
      return true;
    }
    if (!code || !unit.isInCode) return false;
    unit.section.appendCode(code.bytes);
    return true;
  }

  #labels({ labels }: Statement, source: Source): void {
    for (const { text, isNumeric, start } of labels) {
      const place = { source, start, end: start + text.length };
      if (isNumeric) this.#unit.numericLabel(Number(text), place);
      else this.#unit.label(text, place);
    }
  }

  /** `name = expression`, or `==` for one that is computed anew wherever it is used. */
  #assign(name: string, { expression: parsed }: Statement, at: Place, anew: boolean): void {
    if ('error' in parsed) {
      this.#syntaxError(parsed.error, at);
      return;
    }
    const value = this.#unit.bind(parsed.value, at);
    if (!value) return;
    if (name === '.') moveTo(this.#unit, value, ZEROS, at);
    else if (anew) this.#unit.equateAnew(name, parsed.value, value, at);
    else this.#unit.equate(name, value, at, false);
  }

  /** Directives on the unit, and instructions. */
  #perform(name: string, statement: Statement, at: Place): void {
    const directive = directives.get(name);
    if (directive?.reads === 'text') directive.run(this.#unit, restOf(statement, at), at);
    else if (!directive && !isMnemonic(name)) this.#unknown(name, at);
    else {
      const parsed = statement.operands;
      if ('error' in parsed) this.#syntaxError(parsed.error, at);
      else if (directive) directive.run(this.#unit, parsed.value, at);
      else this.#instruction(name, statement.shape, parsed.value.map(quotedName), at);
    }
  }

  /** An instruction; one without symbols has its bytes kept with its shape. */
  #instruction(name: string, shape: Shape, operands: readonly Operand[], at: Place): void {
    const unit = this.#unit;
    const { extensions } = unit.modes;
    if (shape.code?.extensions === extensions) {
      beginInstruction(unit, at);
      unit.section.appendCode(shape.code.bytes);
      return;
    }
    const { section, usesPrivileged, report } = unit;
    const { current, offset, fragment } = section;
    const mistakes = report.diagnostics.length;
    const match = assembleInstruction(unit, name, operands, at);
    const operand = match && shape.holeOperand;
    const pattern = operand && patternOf(unit, match);
    if (pattern) shape.pattern = { ...pattern, operand };
    const isAlone = section.current === current && section.fragment === fragment;
    const isWhole =
      usesPrivileged === unit.usesPrivileged && report.diagnostics.length === mistakes;
    if (isAlone && isWhole && !shape.hasHole && operands.every(isPlain)) {
      const bytes = section.bytes.slice(current.start + offset);
      shape.code = { extensions, bytes };
    }
  }

  #unknown(name: string, at: Place): void {
    if (!name.startsWith('.')) {
      unknownInstruction(this.#unit, name, this.#macros.keys(), at);
      return;
    }
    const known = [...directives.keys(), ...conditionDirectives, ...this.#steering.keys()];
    const hint = didYouMean(name, known);
    this.#unit.report.error('unknown-directive', at, `unknown directive \`${name}\``, hint);
  }

  #syntaxError(error: OperandError, at: Place): void {
    const { start, end, message, hint } = error;
    const place = { ...at, start: at.start + start, end: at.start + end };
    this.#unit.report.error('syntax', place, message, hint);
  }

  /** The source between here and the directive that ends it; reports its absence. */
  #body(
    cursor: StatementCursor,
    isOpener: (name: string) => boolean,
    closer: string,
    at: Place,
  ): Body | undefined {
    const { source } = cursor;
    const start = cursor.offset;
    let depth = 1;
    for (let statement = cursor.next(); statement; statement = cursor.next()) {
      const { headName: name } = statement.shape;
      if (isOpener(name)) depth++;
      else if (name === closer) depth--;
      if (depth === 0) {
        return { text: source.text.slice(start, statement.start), ...source.originAt(start) };
      }
    }
    this.#unit.report.error('unmatched', at, `${closer} is missing`);
    return undefined;
  }

  #define(text: RawText, cursor: StatementCursor, at: Place): undefined {
    const head = parseHead(text.text);
    const body = this.#body(cursor, (name) => name === '.macro', '.endm', at);
    if (typeof head === 'string') {
      this.#unit.report.error(
        'macro',
        text,
        head,
        'write .macro name first, second=0, rest:vararg',
      );
    } else if (this.#macros.has(head.name.toLowerCase())) {
      const hint = `.purgem ${head.name} forgets the old one`;
      this.#unit.report.error('macro', text, `there is already a macro \`${head.name}\``, hint);
    } else if (body) {
      const { text: written, file, line } = body;
      this.#macros.set(head.name.toLowerCase(), { ...head, body: written, file, line });
    }
    return undefined;
  }

  #forget(text: RawText): undefined {
    for (const { text: name, ...place } of splitAtCommas(text)) {
      if (this.#macros.delete(name.toLowerCase())) continue;
      this.#unit.report.warning('unknown-macro', place, `there is no macro \`${name}\``);
    }
  }

  #unmatched(at: Place): undefined {
    const name = at.source.text.slice(at.start, at.end);
    this.#unit.report.warning('unmatched', at, `${name} without what it ends`);
  }

  #refuse(at: Place, hint: string): undefined {
    const name = at.source.text.slice(at.start, at.end);
    this.#unit.report.error('unsupported', at, `${name} is not supported`, hint);
  }

  #call(macro: Macro, statement: Statement, at: Place): Abandoned | undefined {
    const text = restOf(statement, at);
    const alternate = this.#alternate(at);
    const values = bindArguments(macro, text.text, alternate);
    const place = { ...at, end: statement.base + statement.end };
    if (typeof values === 'string') {
      this.#unit.report.error('macro-arguments', place, values);
      return undefined;
    }
    const body = this.#substitute(macro.body, values, this.#expansions++, alternate);
    return this.#enter(macro.name, body, macro.file, macro.line, place);
  }

  /** What `.altmacro` needs of the assembler, if it is in force. */
  #alternate(at: Place): AlternateMode | undefined {
    if (!this.#isAlternate) return undefined;
    const evaluate = (text: string) => {
      const parsed = parseExpression(tokenize(text), text.length);
      if ('error' in parsed) {
        this.#unit.report.error(
          'syntax',
          at,
          `%${text} cannot be computed: ${parsed.error.message}`,
        );
        return '0';
      }
      return String(this.#unit.number(parsed.value, at, `%${text}`) ?? 0n);
    };
    const freshName = () => `.LL${(this.#freshNames++).toString(16).padStart(4, '0')}`;
    return { evaluate, freshName };
  }

  #substitute(
    body: string,
    values: ReadonlyMap<string, string>,
    expansion: number,
    alternate: AlternateMode | undefined,
  ): string {
    return alternate
      ? substituteAlternate(body, values, expansion, alternate)
      : substitute(body, values, expansion);
  }

  /** Reads a text that a statement stands for. */
  #enter(
    name: string,
    text: string,
    file: string,
    line: number,
    call: Place,
  ): Abandoned | undefined {
    return abandoned(this.read(new Source(file, text, line, expansionsWith(name, call))));
  }

  #repeat(statement: Statement, cursor: StatementCursor, at: Place): Ending | undefined {
    const body = this.#repetitionBody(cursor, at);
    if (!body) return undefined;
    const source = new Source(body.file, body.text, body.line, expansionsWith('.rept', at));
    const tape = new Tape();
    for (let left = this.#times(statement, at); left > 0n; left--) {
      const stop = abandoned(this.read(source, tape));
      if (stop) return stop;
    }
    return undefined;
  }

  /** `.irp x, a, b` and `.irpc x, ab`: the body once for each value of `\\x`. */
  #iterate(
    statement: Statement,
    cursor: StatementCursor,
    at: Place,
    split: (list: string, alternate?: AlternateMode) => readonly string[],
  ): Ending | undefined {
    const body = this.#repetitionBody(cursor, at);
    if (!body) return undefined;
    const [parameter, list = ''] = splitAtFirstComma(restOf(statement, at).text);
    const alternate = this.#alternate(at);
    const values = split(list, alternate);
    for (const value of values.length > 0 ? values : ['']) {
      const known = new Map([[parameter, value]]);
      const text = this.#substitute(body.text, known, this.#expansions, alternate);
      const name = at.source.text.slice(at.start, at.end);
      const stop = this.#enter(name, text, body.file, body.line, at);
      if (stop) return stop;
    }
    return undefined;
  }

  #repetitionBody(cursor: StatementCursor, at: Place): Body | undefined {
    return this.#body(cursor, (name) => repetitions.has(name), '.endr', at);
  }

  #times({ expression: parsed }: Statement, at: Place): bigint {
    if ('error' in parsed) {
      this.#syntaxError(parsed.error, at);
      return 0n;
    }
    const times = this.#unit.number(parsed.value, at, 'the count') ?? 0n;
    if (times >= 0n && times <= MOST_TIMES) return times;
    const message = `a count of ${times} is out of range: 0…${MOST_TIMES}`;
    this.#unit.report.error('bad-size', at, message);
    return 0n;
  }

  #include(text: RawText, at: Place): Abandoned | undefined {
    const [part] = splitAtCommas(text);
    if (!part?.text.startsWith('"')) {
      this.#unit.report.error(
        'operand-shape',
        at,
        'a file name is missing',
        'write .include "file"',
      );
      return undefined;
    }
    const name = textOf(new Uint8Array(textBytes(part.text)));
    const found = this.#unit.files.find(name);
    if (!found) {
      const hint = `looked in ${this.#unit.files.searched}`;
      this.#unit.report.error('file-not-found', part, `cannot read \`${name}\``, hint);
      // All that follows would complain of what the file defines.
      return 'end-of-unit';
    }
    return this.#enter('.include', textOf(found.bytes), found.path, 1, at);
  }
}

function abandoned(stop: Stop): Abandoned | undefined {
  return stop === 'end-of-unit' || stop === 'too-deep' ? stop : undefined;
}

/** The calls that go in a circle, as `a → b → a`; the last call if none does. */
function loopIn(calls: readonly Expansion[]): string {
  const names = calls.map(({ name }) => name);
  const [last = 'this'] = names;
  const before = names.indexOf(last, 1);
  return before < 0
    ? last
    : names
        .slice(0, before + 1)
        .reverse()
        .join(' → ');
}

/** What a statement says after its head. */
function restOf(statement: Statement, { source, end: endOfHead }: Place): RawText {
  const { base, shape } = statement;
  const [first] = shape.rest; // never behind a hole
  const start = first ? base + first.start : endOfHead;
  const end = base + statement.end;
  const written = source.text.slice(start, end);
  const hasRemark = written.includes('/*');
  const text = hasRemark ? written.replace(/\/\*[\s\S]*?(?:\*\/|$)/g, ' ') : written;
  return { source, start, end, text };
}

/** What stands in quotes in an instruction is a name. */
function quotedName(operand: Operand): Operand {
  if (operand.kind !== 'text') return operand;
  const { start, end, bytes } = operand;
  const expression = { kind: 'name', name: textOf(new Uint8Array(bytes)) } as const;
  return { kind: 'value', relocation: undefined, expression, start, end };
}

/** Whether an operand means the same wherever it stands: registers and numbers. */
function isPlain(operand: Operand): boolean {
  switch (operand.kind) {
    case 'value':
      return operand.relocation === undefined && isPlainExpression(operand.expression);
    case 'memory':
      return (
        operand.relocation === undefined &&
        (operand.offset === undefined || isPlainExpression(operand.offset))
      );
    default:
      return false;
  }
}

function isPlainExpression(expression: Expression): boolean {
  if (expression.kind === 'unary') return isPlainExpression(expression.operand);
  if (expression.kind === 'integer') return true;
  if (expression.kind !== 'name') return false;
  const { name } = expression;
  return registerNumber(name) !== undefined || floatRegisterNumber(name) !== undefined;
}

function expansionsWith(name: string, { source, start, end }: Place): readonly Expansion[] {
  return [{ name, span: source.span(start, end) }, ...source.expansion];
}

/** The values of `.irpc`. */
function splitCharacters(list: string): readonly string[] {
  return [...unquoted(list.trim())];
}

/** `.irp x, a, b`: the parameter, and the rest if there is one; the comma may be a blank. */
function splitAtFirstComma(text: string): [string, string?] {
  const match = /^\s*([A-Za-z_.$][\w.$]*)\s*,?([\s\S]*)$/.exec(text);
  return match ? [match[1] ?? '', match[2] ?? ''] : [text];
}
