/**
 * Writes the body of a region's function. Guest control flow becomes structured control flow by the region's
 * dominator tree [Ramsey, "Beyond Relooper", ICFP 2022]; what leads out of it is in [leaving.ts].
 */

import { type DataTlbShape, slot } from '../../hart/layout.ts';
import type { FunctionBuilder, Label, Local } from '../../wasm/function-builder.ts';
import type { Terminator } from './blocks.ts';
import { type Flow, type FlowBlock, type RegisterSet, withWrites } from './flow.ts';
import { goesOn } from './graph.ts';
import { type Done, Leaving, MISSED, type RegionFunction } from './leaving.ts';
import { loadRegisters, type RegisterLocals, registerLocals } from './registers.ts';
import { TranslatedMeaning } from './translated-meaning.ts';

/** Where a region's code was when it was translated, and whom it calls. */
export interface RegionPlace {
  /** For each page of code: its virtual address, and what to add for its place in the shared memory. */
  readonly pages: readonly { readonly page: bigint; readonly addend: number }[];
  /** The function table's place of the region that begins at an offset from this one's entry. */
  readonly calleeIndex: (pc: number) => number;
  readonly dataTlb: DataTlbShape;
  /** Whether accesses look further whose places the TLB does not know [tlb-looks.ts]. */
  readonly isThorough: boolean;
  /** What most entries of the TLB are that registers lead to now, if that can be told. */
  readonly likelyEntry: bigint | undefined;
  /** Where it is counted how often the region is entered, and how often it may be before it is made anew; undefined: always. */
  readonly entrances: { readonly count: number; readonly most: number } | undefined;
}

/** Laps of a loop that steps bases [cursors.ts]. */
interface LapStart {
  /** Where bases are looked up, and the limit is looked at. */
  readonly begin: Label;
  /** The count of instructions beyond which that is necessary. */
  readonly stop: Local;
}

export class RegionWriter {
  readonly #f: FunctionBuilder;
  readonly #flow: Flow;
  readonly #leaving: Leaving;
  readonly #meaning: TranslatedMeaning;
  readonly #registers: RegisterLocals;
  /** The number of the way that led into the region, until it has come there; 0 for the entry. */
  readonly #way: Local;
  /** Where an instruction that returns from a trap goes. */
  readonly #next: Local;
  /** Where an indirect jump goes. */
  readonly #target: Local;
  /** Labels of blocks that are branched to: loops' starts and merges. */
  readonly #labels = new Map<FlowBlock, Label>();
  /** Of loops that step bases, by their headers. */
  readonly #laps = new Map<FlowBlock, LapStart>();
  /** What `leave` writes back: the state before the current instruction. */
  #dirty: RegisterSet = { x: 0, f: 0 };
  #executed = 0;
  #pc = 0;

  constructor(
    f: FunctionBuilder,
    flow: Flow,
    { dataTlb, isThorough, likelyEntry, calleeIndex }: RegionPlace,
    region: Omit<RegionFunction, 'registers' | 'calleeIndex'>,
    way: Local,
  ) {
    this.#f = f;
    this.#flow = flow;
    this.#way = way;
    const registers = registerLocals(f, flow.used);
    this.#registers = registers;
    const next = f.local('i64');
    this.#next = next;
    this.#target = f.local('i64');
    this.#leaving = new Leaving(f, { ...region, registers, calleeIndex });
    const { begun } = this.#leaving;
    const { callees, entry } = region;
    const context = {
      ...{ callees, dataTlb, isThorough, likelyEntry, begun },
      ...{ pc: next, next, trapped: { depth: 0 } },
    };
    const waysOut = { leave: () => this.#leave(0), miss: () => this.#leave(MISSED) };
    this.#meaning = new TranslatedMeaning(f, context, entry, flow, registers, waysOut);
  }

  write(): void {
    const { entry, ways, liveByWays } = this.#flow;
    const load = (which: RegisterSet) => loadRegisters(this.#f, this.#registers, which);
    this.#meaning.begin();
    if (ways.length === 0) load(entry.live);
    else {
      this.#f.get(this.#way).ifRarely(
        () => load(liveByWays),
        () => load(entry.live),
      );
    }
    this.#tree(entry);
    this.#f.op('unreachable');
  }

  /** A block and all that it dominates. */
  #tree(block: FlowBlock): void {
    const merges = block.dominated.filter(({ isMerge }) => isMerge).reverse();
    if (!block.isLoopHeader) {
      this.#within(block, merges);
      return;
    }
    const f = this.#f;
    const loop = () => {
      f.loop((label) => {
        this.#labels.set(block, label);
        this.#within(block, merges);
      });
    };
    f.scope(() => {
      this.#standBefore(block);
      if (!this.#meaning.beginLoop(block)) loop();
      else {
        const stop = f.local('i64');
        f.loop((begin) => {
          this.#laps.set(block, { begin, stop });
          f.scope(() => this.#beginLaps(block, stop));
          loop();
        });
      }
    });
  }

  /** What leaves the region now has done nothing of this block. */
  #standBefore({ pc, dirty }: FlowBlock): void {
    this.#pc = pc;
    this.#dirty = dirty;
    this.#executed = 0;
  }

  /** Writes what comes before laps of a loop that steps bases: sets `stop`, unless the limit is near [cursors.ts]. */
  #beginLaps(header: FlowBlock, stop: Local): void {
    const f = this.#f;
    const { longest } = header;
    const hasWays = header.ways.size > 0;
    this.#meaning.beginLaps(header);
    f.get(this.#leaving.begun).op('i64.add').tee(stop).i64(longest).op('i64.add');
    f.at('i64.load', slot.limit).op('i64.gt_u');
    f.ifRarely(() => {
      const near = () => this.#leaving.nearLimit(header);
      // Of a way that leads into the loop, the limit was tested before.
      if (hasWays) f.get(this.#way).op('i32.eqz').if(near);
      else near();
      f.at('i64.load', slot.limit).i64(longest).op('i64.sub').set(stop);
    });
    // What a way leaves out of a lap may be most of it.
    if (hasWays) f.get(this.#way).ifRarely(() => f.i64(0).set(stop));
  }

  /** The block inside as many wasm blocks as there are merges behind it, the last outermost. */
  #within(block: FlowBlock, merges: readonly FlowBlock[]): void {
    const [last, ...others] = merges;
    if (!last) {
      this.#follow(block);
      this.#block(block);
      return;
    }
    this.#f.block((label) => {
      this.#labels.set(last, label);
      this.#within(block, others);
    });
    this.#tree(last);
  }

  /** Follows the way that led into the region, if it leads on from here. */
  #follow({ ways }: FlowBlock): void {
    const f = this.#f;
    if (ways.size === 0) return;
    f.block((own) => {
      const labels = Array.from({ length: Math.max(...ways.keys()) + 1 }, () => own);
      for (const [way, target] of ways) labels[way] = this.#labels.get(target) ?? own;
      f.get(this.#way).op('i32.eqz').brIf(own);
      f.get(this.#way).brTable(labels, own);
    });
  }

  #block(block: FlowBlock): void {
    const f = this.#f;
    this.#standBefore(block);
    if (block.way !== 0) f.i32(0).set(this.#way);
    if (block.isReturnedTo) this.#loadAgain(block);
    const laps = this.#laps.get(block);
    if (laps) f.get(this.#leaving.begun).get(laps.stop).op('i64.gt_u').brIfRarely(laps.begin);
    else if (block.isChecked) this.#leaving.nearLimit(block);
    const { terminator, instructions } = block;
    const endsItself = terminator.kind !== 'goto' && terminator.kind !== 'interpret';
    const last = endsItself ? instructions.at(-1) : undefined;
    // Only what blocks behind this one may use lives on: there may be hundreds of locals, and each takes
    // room on the host's stack.
    f.scope(() => {
      this.#meaning.beginBlock(block);
      for (const instruction of instructions) {
        this.#pc = instruction.pc;
        f.scope(() => {
          this.#meaning.translate(instruction, this.#executed);
          if (instruction === last) this.#leaveOutcome(terminator);
        });
        this.#dirty = withWrites(this.#dirty, instruction.effects);
        this.#executed++;
      }
      this.#terminate(block);
    });
  }

  /** What the last instruction decided: the condition of a branch on the stack, another target in the slot `pc`. */
  #leaveOutcome({ kind }: Terminator): void {
    const f = this.#f;
    if (kind === 'branch') f.get(this.#meaning.condition);
    if (kind === 'indirect' || kind === 'indirect call' || kind === 'likely call')
      f.get(this.#meaning.target).set(this.#target);
  }

  #terminate(block: FlowBlock): void {
    const f = this.#f;
    const leaving = this.#leaving;
    const { terminator } = block;
    const done = { dirty: this.#dirty, count: block.instructions.length };
    const goTo = (pc: number) => () => this.#goTo(block, pc, done);
    switch (terminator.kind) {
      case 'goto':
        this.#goTo(block, terminator.target, done);
        break;
      case 'branch':
        f.if(goTo(terminator.taken), goTo(terminator.otherwise));
        break;
      case 'call':
        leaving.call(terminator.target, terminator.returnTo, done);
        this.#continueBehindCall(block, terminator.returnTo);
        break;
      case 'likely call':
        f.get(this.#target).i64(leaving.address(terminator.target)).op('i64.eq');
        f.ifUsually(goTo(terminator.target), goTo(terminator.otherwise));
        break;
      case 'indirect call':
        leaving.call(this.#target, terminator.returnTo, done);
        this.#continueBehindCall(block, terminator.returnTo);
        break;
      case 'indirect':
        leaving.count(done.count);
        this.#jumpByTable(block, terminator.targets);
        leaving.jump(this.#target, { dirty: done.dirty, isReturn: terminator.isReturn });
        break;
      case 'trap return':
        leaving.returnFromTrap(this.#next, done);
        break;
      case 'interpret':
        leaving.rarely(terminator.pc, done);
        break;
    }
  }

  /** Goes to a block of the region, or leaves it for an address. */
  #goTo(from: FlowBlock, pc: number, done: Done): void {
    const target = from.next.get(pc);
    if (!target) {
      this.#leaving.goOn(pc, done);
      return;
    }
    this.#leaving.count(done.count);
    this.#continueIn(from, target);
  }

  /** Branches to the block at the address `#target` if it is one of these, which all have labels. */
  #jumpByTable(from: FlowBlock, targets: readonly number[]): void {
    const f = this.#f;
    const stays = targets.filter((pc) => from.next.has(pc)).sort((a, b) => a - b);
    const [first, last] = [stays[0], stays.at(-1)];
    if (first === undefined || last === undefined) return;
    if (stays.length === 1) {
      f.get(this.#target).i64(this.#leaving.address(first)).op('i64.eq');
      f.ifUsually(() => this.#continueIn(from, from.next.get(first) as FlowBlock));
      return;
    }
    const index = f.local('i64');
    f.block((elsewhere) => {
      f.get(this.#target).i64(this.#leaving.address(first)).op('i64.sub').i64(1).op('i64.rotr');
      f.tee(index)
        .i64((last - first) / 2)
        .op('i64.gt_u')
        .brIf(elsewhere);
      const labels = Array.from({ length: (last - first) / 2 + 1 }, () => elsewhere);
      for (const pc of stays) {
        const target = from.next.get(pc);
        const label = target && this.#labels.get(target);
        if (label) labels[(pc - first) / 2] = label;
      }
      f.get(index).op('i32.wrap_i64').brTable(labels, elsewhere);
    });
  }

  /** Branches to a block that has a label, or writes it here if this is its only place. */
  #continueIn(from: FlowBlock, target: FlowBlock): void {
    const label = this.#labels.get(target);
    if (label && (target.isMerge || !goesOn(from, target))) this.#f.br(label);
    else this.#tree(target);
  }

  #continueBehindCall(block: FlowBlock, returnTo: number): void {
    const target = block.next.get(returnTo);
    if (!target) {
      this.#leaving.end();
      return;
    }
    if (!target.isReturnedTo) this.#loadAgain(target);
    this.#continueIn(block, target);
  }

  /** Behind a call: all registers are in their slots, and how data addresses are translated may have changed. */
  #loadAgain({ live }: FlowBlock): void {
    this.#meaning.begin();
    loadRegisters(this.#f, this.#registers, live);
  }

  /** Leaves before the current instruction. */
  #leave(mark: number): void {
    this.#leaving.rarely(this.#pc + mark, { dirty: this.#dirty, count: this.#executed });
  }
}
