/**
 * Data flow of a region: which registers are dirty where a block begins, which must be in locals, and
 * how far it is to the next test of the limit.
 */

import type { Effects } from '../effects.ts';
import type { Block, Terminator } from './blocks.ts';
import { goesOn, type Node } from './graph.ts';
import { isLoopHeader } from './loops.ts';
import type { Region } from './region.ts';
import { graphWithWays, isReturnedTo } from './ways.ts';

/** A block with what the code generator needs to know of it. */
export interface FlowBlock extends Block {
  /** Position in reverse postorder: the entry is 0. */
  readonly order: number;
  /** Blocks that this one leads to inside the region, by their addresses. */
  readonly next: ReadonlyMap<number, FlowBlock>;
  /** The number of the way into the region that leads to it, 0 if none does; and what ways lead to from here [ways.ts]. */
  readonly way: number;
  readonly ways: ReadonlyMap<number, FlowBlock>;
  /** Blocks inside the region that lead to this one, ways into it included. */
  readonly predecessors: readonly FlowBlock[];
  /** The last block that all ways to this one come by; of the entry itself. */
  readonly dominator: FlowBlock;
  /** Blocks that this one immediately dominates, in reverse postorder. */
  readonly dominated: readonly FlowBlock[];
  /** Some edge goes back to it from a block that it dominates. */
  readonly isLoopHeader: boolean;
  /** At least two edges come to it from before, or a table's, so that it needs a label. */
  readonly isMerge: boolean;
  /** It is reached by returns from calls only, and loads its registers itself. */
  readonly isReturnedTo: boolean;
  /** The instruction limit is tested where it begins. */
  readonly isChecked: boolean;
  /** The most instructions that can run from its beginning until the next test. */
  readonly longest: number;
  /** Registers that may differ from their slots when it begins. */
  readonly dirty: RegisterSet;
  /** Registers whose locals are needed when it begins. */
  readonly live: RegisterSet;
}

/** Registers of both files: bit n is `xn` or `fn`. */
export interface RegisterSet {
  readonly x: number;
  readonly f: number;
}

const NONE: RegisterSet = { x: 0, f: 0 };

/** These and those that an instruction writes. */
export function withWrites({ x, f }: RegisterSet, { writes, floatWrites }: Effects): RegisterSet {
  return floatWrites || (x | writes) !== x ? { x: x | writes, f: f | floatWrites } : { x, f };
}

function union(a: RegisterSet, b: RegisterSet): RegisterSet {
  return { x: a.x | b.x, f: a.f | b.f };
}
function same(a: RegisterSet, b: RegisterSet): boolean {
  return a.x === b.x && a.f === b.f;
}

export interface Flow {
  readonly entry: FlowBlock;
  /** In reverse postorder; of one address there may be several. */
  readonly blocks: readonly FlowBlock[];
  /** Registers that some instruction reads or writes. */
  readonly used: RegisterSet;
  /**
   * Where other ways than the entry lead into the region, the registers that they need in locals, and the most
   * instructions that can run from one of these places until the limit is tested.
   */
  readonly ways: readonly FlowBlock[];
  readonly liveByWays: RegisterSet;
  readonly longestByWays: number;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
/** What is found of a node. */
type Found = Pick<
  FlowBlock,
  'isLoopHeader' | 'isMerge' | 'isReturnedTo' | 'isChecked' | 'longest' | 'dirty' | 'live'
>;
interface FlowNode extends Node, Mutable<Found> {
  readonly next: Map<number, FlowNode>;
  readonly ways: Map<number, FlowNode>;
  predecessors: FlowNode[];
  dominator: FlowNode;
  dominated: FlowNode[];
}

export function analyse(region: Region): Flow {
  const nothing: Found = {
    isLoopHeader: false,
    isMerge: false,
    isReturnedTo: false,
    isChecked: false,
    longest: 0,
    dirty: NONE,
    live: NONE,
  };
  const blocks = graphWithWays(region).map(
    (node): FlowNode => Object.assign(node, nothing) as FlowNode,
  );
  for (const node of blocks) {
    const { predecessors } = node;
    const forward = predecessors.filter((from) => goesOn(from, node));
    // What a table leads to needs a label, too.
    node.isMerge =
      forward.length > 1 || forward.some(({ terminator }) => terminator.kind === 'indirect');
    node.isLoopHeader = isLoopHeader(node);
    const isContinuation = predecessors.some(({ terminator }) => isCall(terminator));
    const isUnsettled = predecessors.some(
      ({ instructions }) => instructions.at(-1)?.effects.unsettles,
    );
    node.isReturnedTo = isReturnedTo(node);
    const isEntry = node.order === 0;
    node.isChecked = node.isLoopHeader || isContinuation || isUnsettled || isEntry;
  }
  measure(blocks);
  const uses = blocks.map(usesOf);
  flowRegisters(blocks, uses);
  const [entry] = blocks;
  if (!entry) throw new Error('a region has an entry');
  const used = uses.map(({ reads, writes }) => union(reads, writes)).reduce(union, NONE);
  const ways = blocks.filter(({ way }) => way !== 0);
  // A loop's header may look up places by registers before it goes on to what is in the loop.
  const onWays = blocks.flatMap((node) => [...node.ways.values()]);
  const liveByWays = [entry, ...onWays]
    .filter(({ isReturnedTo }) => !isReturnedTo)
    .map(({ live }) => live)
    .reduce(union, NONE);
  const longestByWays = Math.max(0, ...ways.map(({ longest }) => longest));
  return { entry, blocks, used, ways, liveByWays, longestByWays };
}

/** Longest paths to the next test of the limit: later blocks first, since loops are tested. */
function measure(order: readonly FlowNode[]): void {
  for (const node of order.toReversed()) {
    const ahead = [...node.next.values()].map((target) => (target.isChecked ? 0 : target.longest));
    node.longest = node.instructions.length + Math.max(0, ...ahead);
  }
}

/** What a block does with registers. */
interface Uses {
  /** Those that it reads before it writes them. */
  readonly reads: RegisterSet;
  readonly writes: RegisterSet;
}

function usesOf({ instructions }: Block): Uses {
  const reads = { x: 0, f: 0 };
  const writes = { x: 0, f: 0 };
  for (const { effects } of instructions) {
    reads.x |= effects.reads & ~writes.x;
    reads.f |= effects.floatReads & ~writes.f;
    writes.x |= effects.writes;
    writes.f |= effects.floatWrites;
  }
  return { reads, writes };
}

/** Dirty registers forwards, live ones backwards, each until nothing changes. @param uses by the order of blocks. */
function flowRegisters(order: readonly FlowNode[], uses: readonly Uses[]): void {
  for (let changed = true; changed; ) {
    changed = false;
    for (const node of order) {
      // A call leaves every register in its slot.
      const after = isCall(node.terminator)
        ? NONE
        : union(node.dirty, uses[node.order]?.writes ?? NONE);
      for (const target of node.next.values()) {
        const dirty = union(target.dirty, after);
        if (same(dirty, target.dirty)) continue;
        target.dirty = dirty;
        changed = true;
      }
    }
  }
  const backwards = order.toReversed();
  for (let changed = true; changed; ) {
    changed = false;
    for (const node of backwards) {
      const { reads, writes } = uses[node.order] ?? { reads: NONE, writes: NONE };
      // What is dirty is written back wherever the block can be left.
      const { dirty } = node;
      let { x, f } = dirty;
      if (!isCall(node.terminator)) {
        for (const { live } of node.next.values()) {
          x |= live.x;
          f |= live.f;
        }
      }
      const live = {
        x: (x & ~writes.x) | reads.x | dirty.x,
        f: (f & ~writes.f) | reads.f | dirty.f,
      };
      if (same(live, node.live)) continue;
      node.live = live;
      changed = true;
    }
  }
}

/** A call, after which every register is in its slot. */
export function isCall({ kind }: Terminator): boolean {
  return kind === 'call' || kind === 'indirect call';
}
