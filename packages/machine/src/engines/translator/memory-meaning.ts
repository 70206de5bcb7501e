/**
 * Loads and stores in a region. Where several share a base, what the TLB says of it is kept: in groups [groups.ts],
 * and throughout loops [cursors.ts]. Any other looks into the TLB by itself [tlb-looks.ts].
 */

import type { AddressSpaces, Width } from '@ireko/isa';
import { RAM } from '../../hart/layout.ts';
import { PAGE } from '../../hart/page.ts';
import type { FunctionBuilder, Local } from '../../wasm/function-builder.ts';
import type { Opcode } from '../../wasm/opcode.ts';
import type { RegionCallees } from '../callees.ts';
import { type CodeContext, loads, signedLoads, stores } from '../code-meaning.ts';
import { type Cursor, type Cursors, cursorsOf, stepOf, type Walk } from './cursors.ts';
import { dependentAddresses } from './dependent-addresses.ts';
import { FloatMeaning, type WaysOut } from './float-meaning.ts';
import type { Flow, FlowBlock } from './flow.ts';
import { type AccessGroup, accessGroups, type BlockGroups } from './groups.ts';
import type { GuestInstruction } from './guest-instructions.ts';
import { type IndexedBase, MAX_INDEX } from './indexed.ts';
import type { RegisterLocals } from './registers.ts';
import { type LooksContext, TlbLooks } from './tlb-looks.ts';

const OFFSET = PAGE - 1;
/** Bits behind the point of how many instructions a byte takes. */
const FRACTION = 16;
const NO_WALK: Walk = { cursors: [], shortest: 0 };

/** The surroundings of a region's instructions. */
export interface RegionContext extends CodeContext, LooksContext {
  readonly callees: RegionCallees;
  /** What most entries of the TLB are that registers lead to now, if that can be told. */
  readonly likelyEntry: bigint | undefined;
}

export abstract class MemoryMeaning extends FloatMeaning {
  readonly #looks: TlbLooks;
  readonly #isThorough: boolean;
  readonly #likelyEntry: bigint | undefined;
  readonly #dependent: ReadonlySet<GuestInstruction>;
  readonly #cursors: Cursors;
  readonly #groups: ReadonlyMap<FlowBlock, BlockGroups>;
  /** Those of the current block. */
  #blockGroups: BlockGroups = new Map();
  #block: FlowBlock | undefined;
  /** The one whose meaning is written. */
  protected instruction: GuestInstruction | undefined;
  /** What it has loaded, if the load has extended that by its sign. */
  #extended: Local | undefined;
  /** For the groups and cursors that have begun: where they start in the shared memory, if that is known. */
  readonly #places = new Map<AccessGroup | Cursor, Local>();
  /** For the accesses of tables in the current block, and the sums that they are made from: where the entry is. */
  readonly #entries = new Map<GuestInstruction, TableEntry>();

  constructor(
    f: FunctionBuilder,
    context: RegionContext,
    flow: Flow,
    registers: RegisterLocals,
    waysOut: WaysOut,
  ) {
    super(f, context, registers, waysOut);
    this.#looks = new TlbLooks(f, context, waysOut);
    this.#isThorough = context.isThorough;
    this.#likelyEntry = context.likelyEntry;
    this.#dependent = dependentAddresses(flow.blocks);
    this.#cursors = cursorsOf(flow);
    this.#groups = accessGroups(flow, this.#cursors);
  }

  /** Writes what comes before any instruction of the function, and behind a call: which TLB is in use. */
  begin(): void {
    this.#looks.begin();
  }
  override translationChanged(what: 'privilege' | AddressSpaces | 'pmp'): void {
    super.translationChanged(what);
    this.begin();
  }

  /**
   * Writes what comes before a loop: the places of bases that it leaves alone, which last as long as the locals' scope.
   * @returns whether there are others, which laps step.
   */
  beginLoop(header: FlowBlock): boolean {
    const { cursors } = this.#cursors.walks.get(header) ?? NO_WALK;
    this.instruction = undefined;
    for (const cursor of cursors) {
      const place = this.f.local('i32');
      this.#places.set(cursor, place);
      if (cursor.stride === 0) this.f.scope(() => this.#lookUp(cursor, place));
    }
    return cursors.some(({ stride }) => stride !== 0);
  }

  /**
   * Writes what comes where laps begin: the places of bases that these step. Leaves for how many instructions they hold,
   * as an i64: a lap takes some at least, and a stride at most of the room that there is up to the end of the page.
   */
  beginLaps(header: FlowBlock): void {
    const { f } = this;
    const { cursors, shortest } = this.#cursors.walks.get(header) ?? NO_WALK;
    const held = f.local('i64');
    const stepped = cursors.filter(({ stride }) => stride !== 0);
    for (const cursor of stepped) {
      const place = this.#placeOf(cursor);
      const known = () => {
        const { start, end, stride } = cursor;
        if (stride > 0) f.i32(PAGE - (end - start));
        f.get(place).i32(OFFSET).op('i32.and');
        if (stride > 0) f.op('i32.sub');
        f.op('i64.extend_i32_u').i64(Math.floor((shortest << FRACTION) / Math.abs(stride)));
        f.op('i64.mul').i64(FRACTION).op('i64.shr_u');
        if (cursor !== stepped[0]) {
          const own = f.local('i64');
          f.tee(own).get(held).get(own).get(held).op('i64.lt_u').op('select');
        }
        f.set(held);
      };
      f.scope(() => this.#lookUp(cursor, place, known, () => f.i64(0).set(held)));
    }
    f.get(held);
  }

  /** A block begins, and with it groups of accesses, whose places last as long as the locals' scope. */
  beginBlock(block: FlowBlock): void {
    this.forgetFloat();
    this.#block = block;
    this.#blockGroups = this.#groups.get(block) ?? new Map();
    for (const group of new Set(this.#blockGroups.values())) {
      if (group.home === block) this.#places.set(group, this.f.local('i32'));
    }
    this.#entries.clear();
    for (const [access, from] of this.#cursors.indexed(block)) {
      const table = this.#cursors.of(block, access);
      if (!table) continue;
      const entry = this.#entries.get(from.sum) ?? { table, from, place: this.f.local('i32') };
      this.#entries.set(from.sum, entry).set(access, entry);
    }
  }

  protected override beginInstruction(instruction: GuestInstruction): void {
    this.instruction = instruction;
    this.#extended = undefined;
    super.beginInstruction(instruction);
    const entry = this.#entries.get(instruction);
    if (entry?.from.sum === instruction) this.#index(entry);
  }

  /** Sets the place of a table's entry: before the sum, which may overwrite the index. */
  #index({ table, from: { index, shift }, place }: TableEntry): void {
    const { f } = this;
    f.get(this.#placeOf(table)).get(this.read(index)).op('i32.wrap_i64');
    if (shift !== 0) f.i32(shift).op('i32.shl');
    f.op('i32.add').set(place);
  }

  /** Writes what comes behind the meaning of an instruction: a cursor's step. */
  protected endInstruction(instruction: GuestInstruction): void {
    const cursor = instruction.effects.access ? undefined : this.#cursor();
    if (cursor && cursor.stride !== 0) this.#step(cursor, stepOf(instruction) ?? 0);
  }

  #cursor(): Cursor | undefined {
    return this.#block && this.instruction && this.#cursors.of(this.#block, this.instruction);
  }

  #step(cursor: Cursor, step: number): void {
    const place = this.#placeOf(cursor);
    this.f.get(place).i32(step).op('i32.add').set(place);
  }

  #placeOf(range: AccessGroup | Cursor): Local {
    const place = this.#places.get(range);
    if (!place) throw new Error('the block or loop has not begun');
    return place;
  }

  override load(address: Local, width: Width): Local {
    const isSigned = this.instruction?.effects.access?.isSigned;
    const load = isSigned ? signedLoads[width] : loads[width];
    const value = this.#load(address, width, load);
    if (isSigned) this.#extended = value;
    return value;
  }

  #load(address: Local, width: Width, load: Opcode): Local {
    const value = this.f.local('i64');
    const range = this.#range();
    const alone = (place: Local) =>
      this.f.get(place).op('i32.wrap_i64').memory(load, RAM).set(value);
    if (range) {
      this.#ranged(
        range,
        (place, offset) => this.f.get(place).memory(load, offset).set(value),
        () => alone(this.#placeBeside('read', address, width)),
      );
    } else alone(this.#place('read', address, width));
    return value;
  }

  /** What was loaded by its sign need not be extended. */
  override sext(a: Local, bits: 8 | 16 | 32): Local {
    return a === this.#extended ? a : super.sext(a, bits);
  }

  override store(address: Local, width: Width, value: Local): void {
    const range = this.#range();
    if (!range) {
      this.#store(address, width, value);
      return;
    }
    this.#ranged(
      range,
      (place, offset) => this.f.get(place).get(value).memory(stores[width], offset),
      () => {
        this.f.get(this.#placeBeside('write', address, width)).op('i32.wrap_i64');
        this.f.get(value).memory(stores[width], RAM);
      },
    );
  }

  #store(address: Local, width: Width, value: Local): void {
    const place = this.#place('write', address, width);
    this.f.get(place).op('i32.wrap_i64').get(value).memory(stores[width], RAM);
  }

  override modify(address: Local, width: Width, operation: (old: Local) => Local): Local {
    const place = this.#place('write', address, width);
    this.f.get(place).op('i32.wrap_i64').memory(loads[width], RAM);
    const old = this.result('i64');
    const value = operation(old);
    this.f.get(place).op('i32.wrap_i64').get(value).memory(stores[width], RAM);
    return old;
  }

  /** What the current access shares its place with. */
  #range(): AccessGroup | Cursor | undefined {
    return this.#cursor() ?? (this.instruction && this.#blockGroups.get(this.instruction));
  }

  /** Whether code behind a look for a range must reckon with its having found nothing. */
  #mayBeUnknown(range: AccessGroup | Cursor): boolean {
    return this.#isThorough || (isCursor(range) && !range.isCertain);
  }

  /** An access of a group or by a cursor: by their place if they have one, else by itself. */
  #ranged(
    range: AccessGroup | Cursor,
    access: (place: Local, offset: number) => void,
    alone: () => void,
  ): void {
    const { f } = this;
    const entry = this.instruction && this.#entries.get(this.instruction);
    const place = entry?.place ?? this.#placeOf(range);
    const isFirst =
      !isCursor(range) && range.home === this.#block && range.first === this.instruction;
    if (isFirst) this.#lookUp(range, place);
    const offset = (this.instruction?.decoded.values['imm'] ?? 0) - (entry ? 0 : range.start);
    if (!this.#mayBeUnknown(range)) {
      access(place, offset);
      return;
    }
    f.get(place);
    if (entry) f.i32(MAX_INDEX).op('i32.gt_u');
    else if (isCursor(range) && range.stride !== 0) f.i32(OFFSET).op('i32.gt_u');
    f.ifUsually(
      () => access(place, offset),
      () => {
        alone();
        // What was not known before may be now.
        if (isCursor(range) && this.#isThorough) this.#lookUp(range, this.#placeOf(range));
      },
    );
  }

  /** What the current access takes its entry of the TLB to be. */
  #likely(): bigint | undefined {
    const { instruction } = this;
    return instruction && this.#dependent.has(instruction) ? this.#likelyEntry : undefined;
  }

  /**
   * Sets `place` to where a range starts, or a table's base is, if all of it is where the TLB says; else to what says
   * that it is not.
   * @param known writes what is done then; and `unknown`, where it is not.
   */
  #lookUp(
    range: AccessGroup | Cursor,
    place: Local,
    known?: () => void,
    unknown?: () => void,
  ): void {
    const { f } = this;
    const { kind, base, start, end, alignment } = range;
    const address = this.add(this.read(base), this.constant(start));
    const isStill = isCursor(range) && range.stride === 0;
    const begin = isCursor(range) && range.isTable ? RAM - start : RAM;
    this.#looks.range(
      { kind, address, alignment, likely: this.#likely() },
      { length: end - start, mayEndInNextPage: isStill },
      (found) => {
        f.get(found).op('i32.wrap_i64').i32(begin).op('i32.add').set(place);
        known?.();
      },
      () => {
        if (this.#mayBeUnknown(range)) {
          f.i32(unknownPlace(range)).set(place);
          unknown?.();
        } else this.waysOut.miss();
      },
    );
  }

  /** The place in RAM of an access that shares it with none. */
  #place(kind: 'read' | 'write', address: Local, width: Width): Local {
    return this.#looks.place({ kind, address, alignment: width, likely: this.#likely() });
  }
  /** The same of one whose range has no place. */
  #placeBeside(kind: 'read' | 'write', address: Local, width: Width): Local {
    return this.#looks.placeBeside({ kind, address, alignment: width, likely: this.#likely() });
  }
}

/** What an index leads to in a table. */
interface TableEntry {
  readonly table: Cursor;
  readonly from: IndexedBase;
  readonly place: Local;
}

function isCursor(range: AccessGroup | Cursor): range is Cursor {
  return 'stride' in range;
}

/** What a place is that is not known: in the memory's first page, where RAM is not, also behind the steps of a lap. */
function unknownPlace(range: AccessGroup | Cursor): number {
  return isCursor(range) && range.stride < 0 ? OFFSET : 0;
}
