/**
 * Steps become lines. A value is written where it is used. That would be wrong where it is looked at
 * first and changes in between (`jalr` with rd = rs1), so such a value gets a name where it was looked
 * at, and so does a long one that is used twice.
 */

import { type Level, level, type Source, type Step, type Term } from './term.ts';

/** A term that would be written with this many parts is long. */
const LONG = 4;

/** What is known of a term once everything is recorded. */
interface Use {
  count: number;
  /** When it is written down last. */
  last: number;
  /** How many atoms it is written with. */
  length: number;
}

/** Without f and x, which are registers. */
const names = 'abcdeghijklmnopqrstuvwyz';

/** Writes down what was recorded, a line a statement, deeper by two spaces inside a decision. */
export class Writer {
  readonly #uses = new Map<Term, Use>();
  readonly #named = new Map<Term, string>();

  constructor(steps: readonly Step[]) {
    const terms: Term[] = [];
    const effects: { order: number; changes: readonly Source[] }[] = [];
    const note = (term: Term, last: number): void => {
      const use = this.#uses.get(term) ?? { count: 0, last: 0, length: lengthOf(term) };
      this.#uses.set(term, { ...use, count: use.count + 1, last: Math.max(use.last, last) });
    };
    const visit = (block: readonly Step[]): void => {
      for (const step of block) {
        if (step.is === 'value') terms.push(step.term);
        else if (step.is === 'effect') {
          effects.push({ order: step.term.order, changes: step.changes });
          for (const part of step.term.parts) note(part, step.term.order);
        } else {
          note(step.condition, step.order);
          visit(step.holds);
          visit(step.otherwise);
        }
      }
    };
    visit(steps);
    // Users of a term are younger than it: from the youngest on, everything about its uses is known.
    terms.sort((a, b) => b.order - a.order);
    const toName: Term[] = [];
    for (const term of terms) {
      const use = this.#uses.get(term);
      if (!use) continue;
      const changes = (source: Source) =>
        effects.some(
          (effect) =>
            effect.order > term.order && effect.order < use.last && effect.changes.includes(source),
        );
      const isOld = sourcesOf(term).some(changes);
      const isLoad = term.source === 'memory' && use.count > 1;
      const isLong = use.length >= LONG || (term.parts.length > 0 && use.count > 2);
      const isNamed = isOld || isLoad || (use.count > 1 && isLong && !term.short);
      if (isNamed) toName.push(term);
      for (const part of term.parts) note(part, isNamed ? term.order : use.last);
    }
    toName.reverse().forEach((term, index) => {
      this.#named.set(term, names[index % names.length] ?? 'a');
    });
  }

  lines(steps: readonly Step[], indent = ''): readonly string[] {
    return steps.flatMap((step): readonly string[] => {
      if (step.is === 'effect') return [indent + this.#written(step.term)];
      if (step.is === 'value') {
        const name = this.#named.get(step.term);
        return name ? [`${indent}${name} ← ${this.#written(step.term)}`] : [];
      }
      return this.#decision(step.condition, step.holds, step.otherwise, indent);
    });
  }

  #decision(
    term: Term,
    then: readonly Step[],
    otherwise: readonly Step[],
    indent: string,
  ): readonly string[] {
    const inner = this.lines(then, `${indent}  `);
    const condition = this.#part(term, level.choice);
    if (inner.length === 0) {
      const other = this.lines(otherwise, `${indent}  `);
      return other.length === 0 ? [] : [`${indent}unless ${condition}:`, ...other];
    }
    const head = [`${indent}if ${condition}:`, ...inner];
    // Nothing happens after a trap, so what else there is to do needs no `else`.
    if (inner.at(-1)?.trimStart().startsWith('raise ')) {
      return [...head, ...this.lines(otherwise, indent)];
    }
    const other = this.lines(otherwise, `${indent}  `);
    if (other.length === 0) return head;
    const [first = ''] = other;
    const isChain = first.startsWith(`${indent}  if `) && this.#isOneDecision(otherwise);
    if (!isChain) return [...head, `${indent}else:`, ...other];
    return [
      ...head,
      ...this.lines(otherwise, indent).map((line, n) =>
        n === 0 ? `${indent}else ${line.trimStart()}` : line,
      ),
    ];
  }

  /** Whether a block is written as one decision and nothing else. */
  #isOneDecision(block: readonly Step[]): boolean {
    const written = block.filter((step) => step.is !== 'value' || this.#named.has(step.term));
    return written.length === 1 && written[0]?.is === 'when';
  }

  /** A value, on its own. */
  value(term: Term): string {
    return this.#part(term, level.choice);
  }

  #part(term: Term, atLeast: Level): string {
    const name = this.#named.get(term);
    if (name) return name;
    const text = this.#written(term);
    return term.level < atLeast ? `(${text})` : text;
  }

  #written(term: Term): string {
    return term.write((part, atLeast) => this.#part(part, atLeast));
  }
}

function lengthOf({ parts, short }: Term): number {
  return parts.length === 0 || short ? 1 : parts.reduce((sum, part) => sum + lengthOf(part), 0);
}

/** What a term itself looks at: a loaded value or a register's. */
function sourcesOf({ source }: Term): readonly Source[] {
  return source ? [source] : [];
}
