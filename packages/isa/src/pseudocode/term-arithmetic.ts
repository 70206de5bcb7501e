/**
 * Pure operations as text. Two things are recognised on the way: what the rows' helpers make of shifts
 * and masks becomes fields again (`mstatus.mpp`, `mstatus with mie = 0`), and operations without effect
 * (shifts by zero, masks of all ones) are left out.
 */

import type { Arithmetic } from '../meaning.ts';
import {
  type Change,
  complements,
  constantText,
  fieldName,
  isConstant,
  type Level,
  level,
  maskNames,
  operators,
  run,
  type Shape,
  type Source,
  type Step,
  selection,
  slotOf,
  type Term,
} from './term.ts';

const ALL = 2n ** 64n - 1n;
/** The upper half of a register that holds a single. */
const BOX = 0xffff_ffff_0000_0000n;

/** Arithmetic that writes down what it is told. */
export class TermArithmetic implements Arithmetic<Term, Term> {
  readonly steps: Step[] = [];
  /** Where steps go now, and how many there were so far. */
  protected block: Step[] = this.steps;
  protected order = 0;

  protected term(term: Omit<Term, 'order'>): Term {
    const made = { ...term, order: this.order++ };
    this.block.push({ is: 'value', term: made });
    return made;
  }

  protected atom(text: string, source?: Source, shape?: Shape): Term {
    return this.term({
      parts: [],
      level: level.atom,
      write: () => text,
      ...(source && { source }),
      ...(shape && { shape }),
    });
  }

  #binary(a: Term, operator: string, b: Term, at: Level): Term {
    const right = (at === level.or || at === level.and ? at : at + 1) as Level;
    // Bit operations of different kinds do not mix without parentheses.
    const isSame = operators.get(a) === operator;
    const left = at === level.bits && !isSame ? right : at;
    const made = this.term({
      parts: [a, b],
      level: at,
      write: (part) => `${part(a, left)} ${operator} ${part(b, right)}`,
    });
    operators.set(made, operator);
    return made;
  }

  protected call(name: string, ...parts: readonly Term[]): Term {
    return this.term({
      parts,
      level: level.atom,
      write: (part) => `${name}(${parts.map((each) => part(each, level.choice)).join(', ')})`,
      shape: { is: 'operation', name },
    });
  }

  /** A value that comes from outside: an operand that is no register. */
  named(name: string): Term {
    return this.atom(name);
  }

  constant(value: number | bigint): Term {
    const big = BigInt.asUintN(64, BigInt(value));
    return this.atom(constantText(big), undefined, { is: 'constant', value: big });
  }

  add(a: Term, b: Term): Term {
    if (isConstant(b, 0n)) return a;
    return this.#binary(a, '+', b, level.sum);
  }
  sub(a: Term, b: Term): Term {
    return isConstant(a, 0n)
      ? this.term({ parts: [b], level: level.atom, write: (part) => `-${part(b, level.atom)}` })
      : this.#binary(a, '−', b, level.sum);
  }
  mul(a: Term, b: Term): Term {
    return this.#binary(a, '×', b, level.product);
  }
  mulhu(a: Term, b: Term): Term {
    return this.call('high64', this.#binary(a, '×ᵤ', b, level.product));
  }
  div(a: Term, b: Term): Term {
    return this.#binary(a, '÷ₛ', b, level.product);
  }
  divu(a: Term, b: Term): Term {
    return this.#binary(a, '÷ᵤ', b, level.product);
  }
  rem(a: Term, b: Term): Term {
    return this.#binary(a, '%ₛ', b, level.product);
  }
  remu(a: Term, b: Term): Term {
    return this.#binary(a, '%ᵤ', b, level.product);
  }

  and(a: Term, b: Term): Term {
    const { shape } = b;
    if (shape?.is !== 'constant') return this.#maskedByTerm(a, b);
    const mask = shape.value;
    if (mask === ALL) return a;
    if (mask === 0n || isConstant(a, 0n)) return this.constant(0);
    if (a.shape?.is === 'constant') return this.constant(a.shape.value & mask);
    if (a.shape?.is === 'masked' && a.shape.mask !== undefined) {
      return this.and(a.shape.word, this.constant(a.shape.mask & mask));
    }
    if (a.shape?.is === 'shifted' && !a.shape.left && a.shape.by.shape?.is === 'constant') {
      const field = run(mask << a.shape.by.shape.value);
      if (field && mask & 1n && slotOf(a.shape.word)) {
        return this.term(selection(a.shape.word, field));
      }
    }
    const made = this.#binary(a, '&', b, level.bits);
    return this.#reshape(made, { is: 'masked', word: a, mask });
  }

  /** Masked by a value that is computed. */
  #maskedByTerm(a: Term, by: Term): Term {
    if (isConstant(a, 0n)) return a;
    if (a.shape?.is === 'constant') return this.and(by, a);
    return this.#reshape(this.#binary(a, '&', by, level.bits), { is: 'masked', word: a, by });
  }

  or(a: Term, b: Term): Term {
    if (isConstant(a, 0n)) return b;
    if (isConstant(b, 0n)) return this.#cleared(a);
    if (isConstant(b, BOX)) return this.call('box', a);
    const merged = this.#merged(a, b);
    if (merged) return merged;
    const clears = a.shape?.is === 'masked' ? a.shape.mask : undefined;
    const cleared = clears === undefined ? undefined : run(clears ^ ALL);
    const placed = b.shape?.is === 'shifted' && b.shape.left ? b.shape : undefined;
    if (
      a.shape?.is === 'masked' &&
      cleared &&
      slotOf(a.shape.word) &&
      placed &&
      isConstant(placed.by, BigInt(cleared.at))
    ) {
      return this.#change(a.shape.word, { field: cleared, value: placed.word });
    }
    return this.#binary(a, '|', b, level.bits);
  }

  /** `word with gva, mpv = 0`. */
  #cleared(term: Term): Term {
    const { shape } = term;
    if (shape?.is !== 'masked' || shape.mask === undefined || !slotOf(shape.word)) return term;
    const { word, mask } = shape;
    return this.term({
      parts: [word],
      level: level.choice,
      write: (part) => `${part(word, level.atom)} with ${maskNames(word, mask ^ ALL)} = 0`,
    });
  }

  /** `word with sie, spp from value`: some bits of one word and the others of another. */
  #merged({ shape: kept }: Term, { shape: taken }: Term): Term | undefined {
    if (kept?.is !== 'masked' || taken?.is !== 'masked' || !slotOf(kept.word)) return undefined;
    const word = kept.word;
    const value = taken.word;
    const { mask, by } = taken;
    if (mask !== undefined && kept.mask === (mask ^ ALL)) {
      return this.term({
        parts: [word, value],
        level: level.choice,
        write: (part) =>
          `${part(word, level.atom)} with ${maskNames(word, mask)} from ${part(value, level.or)}`,
      });
    }
    if (!by || !kept.by || complements.get(kept.by) !== by) return undefined;
    return this.term({
      parts: [word, by, value],
      level: level.choice,
      write: (part) =>
        `${part(word, level.atom)} with bits ${part(by, level.atom)} from ${part(value, level.or)}`,
    });
  }

  /** `word with field = value`, gathering the changes of one word. */
  #change(word: Term, change: Change): Term {
    const earlier = word.shape?.is === 'changed' ? word.shape : undefined;
    const base = earlier?.word ?? word;
    const changes = [...(earlier?.changes ?? []), change];
    return this.term({
      parts: [base, ...changes.map(({ value }) => value)],
      level: level.choice,
      write: (part) => {
        const texts = changes.map(
          ({ field, value }) => `${fieldName(base, field)} = ${part(value, level.compare)}`,
        );
        return `${part(base, level.atom)} with ${texts.join(', ')}`;
      },
      shape: { is: 'changed', word: base, changes },
    });
  }

  /** The same term, recognised as something. */
  #reshape(term: Term, shape: Shape): Term {
    const shaped: Term = { ...term, shape };
    this.block.pop();
    this.block.push({ is: 'value', term: shaped });
    const operator = operators.get(term);
    if (operator) operators.set(shaped, operator);
    return shaped;
  }

  xor(a: Term, b: Term): Term {
    if (isConstant(b, 0n)) return a;
    if (a.shape?.is === 'constant' && b.shape?.is === 'constant') {
      return this.constant(a.shape.value ^ b.shape.value);
    }
    if (!isConstant(b, ALL)) return this.#binary(a, '^', b, level.bits);
    const made = this.term({
      parts: [a],
      level: level.atom,
      write: (part) => `~${part(a, level.atom)}`,
    });
    complements.set(made, a);
    return made;
  }
  sll(a: Term, count: Term): Term {
    if (isConstant(count, 0n)) return a;
    const made = this.#binary(a, '≪', count, level.shift);
    return this.#reshape(made, { is: 'shifted', word: a, by: count, left: true });
  }
  srl(a: Term, count: Term): Term {
    if (isConstant(count, 0n)) return a;
    const made = this.#binary(a, '≫ᵤ', count, level.shift);
    return this.#reshape(made, { is: 'shifted', word: a, by: count, left: false });
  }
  sra(a: Term, count: Term): Term {
    return this.#binary(a, '≫ₛ', count, level.shift);
  }

  sext(a: Term, bits: 8 | 16 | 32): Term {
    return this.call(`sext${bits}`, a);
  }
  zext(a: Term, bits: 8 | 16 | 32): Term {
    return this.call(`zext${bits}`, a);
  }
  clz(a: Term): Term {
    return this.call('leading_zeros', a);
  }
  ctz(a: Term): Term {
    return this.call('trailing_zeros', a);
  }
  cpop(a: Term): Term {
    return this.call('ones', a);
  }

  eq(a: Term, b: Term): Term {
    return this.#bit(a, b, 0) ?? this.#compare(a, '=', b);
  }
  ne(a: Term, b: Term): Term {
    return this.#bit(a, b, 1) ?? this.#compare(a, '≠', b);
  }
  /** A test of one bit: `mstatus.tvm = 1`. */
  #bit(a: Term, b: Term, set: 0 | 1): Term | undefined {
    if (a.shape?.is !== 'masked' || a.shape.mask === undefined || !isConstant(b, 0n))
      return undefined;
    const field = run(a.shape.mask);
    if (field?.bits !== 1 || !slotOf(a.shape.word)) return undefined;
    const bit = this.term(selection(a.shape.word, field));
    const test = (value: number) =>
      this.#condition([bit], (part) => `${part(bit, level.atom)} = ${value}`);
    const made = test(set);
    complements.set(made, test(1 - set));
    return made;
  }
  #compare(a: Term, operator: string, b: Term): Term {
    if (slotOf(a) === 'privilege' && b.shape?.is === 'constant') {
      const name = { 0: 'U', 1: 'S', 3: 'M' }[Number(b.shape.value)];
      if (name) {
        const sign = operator === '<ᵤ' ? '<' : operator;
        return this.#condition([a], (part) => `${part(a, level.atom)} ${sign} ${name}`);
      }
    }
    if (slotOf(a) === 'virtual' && operator === '≠') return this.#opposites('V = 1', 'V = 0', a);
    if (operator === '=' || operator === '≠') {
      const write = (sign: string) =>
        this.#condition([a, b], (part) => `${part(a, level.bits)} ${sign} ${part(b, level.bits)}`);
      const made = write(operator);
      complements.set(made, write(operator === '=' ? '≠' : '='));
      return made;
    }
    return this.#binary(a, operator, b, level.compare);
  }
  #condition(parts: readonly Term[], write: Term['write']): Term {
    return this.term({ parts, level: level.compare, write });
  }
  /** A condition with a text of its own for the case that it does not hold. */
  #opposites(holds: string, fails: string, ...parts: readonly Term[]): Term {
    const made = this.#condition(parts, () => holds);
    complements.set(
      made,
      this.#condition(parts, () => fails),
    );
    return made;
  }
  lt(a: Term, b: Term): Term {
    return this.#compare(a, '<ₛ', b);
  }
  ltu(a: Term, b: Term): Term {
    return this.#compare(a, '<ᵤ', b);
  }
  ge(a: Term, b: Term): Term {
    return this.#compare(a, '≥ₛ', b);
  }
  geu(a: Term, b: Term): Term {
    return this.#compare(a, '≥ᵤ', b);
  }
  both(a: Term, b: Term): Term {
    return this.#binary(a, 'and', b, level.and);
  }
  either(a: Term, b: Term): Term {
    return this.#binary(a, 'or', b, level.or);
  }
  not(a: Term): Term {
    const opposite = complements.get(a);
    if (opposite) return opposite;
    return this.term({
      parts: [a],
      level: level.compare,
      write: (part) => `not ${part(a, level.atom)}`,
    });
  }
  flag(condition: Term): Term {
    return this.choose(condition, this.constant(1), this.constant(0));
  }
  choose(condition: Term, a: Term, b: Term): Term {
    const [number] = a.parts;
    // The test for a boxed single, and what is read where it fails.
    if (
      number?.source === 'f' &&
      operators.get(condition) === '≥ᵤ' &&
      condition.parts[0] === number
    ) {
      return this.call('single', number);
    }
    return this.term({
      parts: [condition, a, b],
      level: level.choice,
      write: (part) =>
        `if ${part(condition, level.or)} then ${part(a, level.or)} else ${part(b, level.choice)}`,
      shape: { is: 'operation', name: 'choose' },
    });
  }
}
