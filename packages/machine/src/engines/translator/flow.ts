/**
 * Control flow and data flow of a region: the order of its blocks, dominators, loops, and for each
 * block which registers are dirty when it begins and which must be in locals.
 *
 * Dominators after Cooper, Harvey and Kennedy, "A Simple, Fast Dominance Algorithm" (2001).
 */

import type { Effects } from '../effects.ts';
import { type Block, type Region, successors, type Terminator } from './region.ts';

/** A block with what the code generator needs to know of it. */
export interface FlowBlock extends Block {
  /** Position in reverse postorder. */
  readonly order: number;
  /** Blocks that this one immediately dominates, in reverse postorder. */
  readonly dominated: readonly FlowBlock[];
  /** Some edge goes back to it from a block that it dominates. */
  readonly isLoopHeader: boolean;
  /** At least two edges come to it from before, or a table's, so that it needs a label. */
  readonly isMerge: boolean;
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
  readonly blocks: ReadonlyMap<number, FlowBlock>;
  /** Registers that some instruction reads or writes. */
  readonly used: RegisterSet;
  /** Whether the edge stays inside the region; one that enters a loop in its middle does not. */
  stays(from: FlowBlock, to: number): boolean;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
interface Node extends Mutable<Omit<FlowBlock, 'dominated'>> {
  dominated: Node[];
  dominator: Node;
  predecessors: Node[];
}

export function analyse(region: Region): Flow {
  const { order, nodes } = reversePostorder(region);
  for (const node of order) {
    for (const target of successors(node.terminator)) nodes.get(target)?.predecessors.push(node);
  }
  findDominators(order);

  const goesBack = (from: Node, to: Node) => to.order <= from.order;
  const stays = (from: FlowBlock, to: number) => {
    const target = nodes.get(to);
    if (!target) return false;
    return target.order > from.order || dominates(target, nodes.get(from.pc) ?? target);
  };
  for (const node of order) {
    const forward = node.predecessors.filter((from) => !goesBack(from, node));
    // What a table leads to needs a label, too.
    node.isMerge =
      forward.length > 1 || forward.some(({ terminator }) => terminator.kind === 'indirect');
    node.isLoopHeader = node.predecessors.some(
      (from) => goesBack(from, node) && dominates(node, from),
    );
    const isContinuation = node.predecessors.some(({ terminator }) => isCall(terminator));
    const isUnsettled = node.predecessors.some(
      ({ instructions }) => instructions.at(-1)?.effects.unsettles,
    );
    node.isChecked = node.isLoopHeader || isContinuation || isUnsettled || node.pc === 0;
  }
  measure(order, nodes);
  flowRegisters(order, nodes, stays);
  const entry = nodes.get(0);
  if (!entry) throw new Error('a region has an entry');
  return { entry, blocks: nodes, used: order.map(usesOf).reduce(union, NONE), stays };
}

function reversePostorder(region: Region): { order: Node[]; nodes: Map<number, Node> } {
  const nodes = new Map<number, Node>();
  const postorder: Node[] = [];
  const visit = (pc: number): void => {
    const block = region.blocks.get(pc);
    if (!block || nodes.has(pc)) return;
    const node = {
      ...block,
      order: 0,
      dominated: [],
      predecessors: [],
      isLoopHeader: false,
      isMerge: false,
      isChecked: false,
      longest: 0,
      dirty: NONE,
      live: NONE,
    } as unknown as Node;
    node.dominator = node;
    nodes.set(pc, node);
    for (const target of successors(block.terminator)) visit(target);
    postorder.push(node);
  };
  visit(0);
  const order = postorder.reverse();
  for (const [index, node] of order.entries()) node.order = index;
  return { order, nodes };
}

function findDominators(order: readonly Node[]): void {
  const [entry, ...others] = order;
  if (!entry) return;
  const known = new Set<Node>([entry]);
  for (let changed = true; changed; ) {
    changed = false;
    for (const node of others) {
      const [first, ...rest] = node.predecessors.filter((from) => known.has(from));
      if (!first) continue;
      const dominator = rest.reduce(commonDominator, first);
      if (!known.has(node) || node.dominator !== dominator) changed = true;
      known.add(node);
      node.dominator = dominator;
    }
  }
  for (const node of others) node.dominator.dominated.push(node);
}

function commonDominator(a: Node, b: Node): Node {
  let [left, right] = [a, b];
  while (left !== right) {
    while (left.order > right.order) left = left.dominator;
    while (right.order > left.order) right = right.dominator;
  }
  return left;
}

function dominates(above: Node, below: Node): boolean {
  let node = below;
  while (node.order > above.order) node = node.dominator;
  return node === above;
}

/** Longest paths to the next test of the limit: later blocks first, since loops are tested. */
function measure(order: readonly Node[], nodes: ReadonlyMap<number, Node>): void {
  for (const node of [...order].reverse()) {
    const ahead = successors(node.terminator).map((pc) => {
      const target = nodes.get(pc);
      return !target || target.isChecked || target.order <= node.order ? 0 : target.longest;
    });
    node.longest = node.instructions.length + Math.max(0, ...ahead);
  }
}

/** Dirty registers forwards, live ones backwards, each until nothing changes. */
function flowRegisters(
  order: readonly Node[],
  nodes: ReadonlyMap<number, Node>,
  stays: (from: Node, to: number) => boolean,
): void {
  const inside = (node: Node) =>
    successors(node.terminator)
      .filter((pc) => stays(node, pc))
      .map((pc) => nodes.get(pc));
  for (let changed = true; changed; ) {
    changed = false;
    for (const node of order) {
      // A call leaves every register in its slot.
      const after = isCall(node.terminator) ? NONE : union(node.dirty, writesOf(node));
      for (const target of inside(node)) {
        if (!target) continue;
        const dirty = union(target.dirty, after);
        if (same(dirty, target.dirty)) continue;
        target.dirty = dirty;
        changed = true;
      }
    }
  }
  for (let changed = true; changed; ) {
    changed = false;
    for (const node of [...order].reverse()) {
      // What is dirty is written back wherever the block can be left.
      let { x, f } = node.dirty;
      for (const target of isCall(node.terminator) ? [] : inside(node)) {
        x |= target?.live.x ?? 0;
        f |= target?.live.f ?? 0;
      }
      for (let index = node.instructions.length - 1; index >= 0; index--) {
        const effects = node.instructions[index]?.effects;
        if (!effects) continue;
        x = (x & ~effects.writes) | effects.reads;
        f = (f & ~effects.floatWrites) | effects.floatReads;
      }
      const live = union({ x, f }, node.dirty);
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

function writesOf(block: Block): RegisterSet {
  return block.instructions.reduce((all, { effects }) => withWrites(all, effects), NONE);
}

function usesOf({ instructions }: Block): RegisterSet {
  return instructions.reduce(
    (all, { effects }) =>
      withWrites(union(all, { x: effects.reads, f: effects.floatReads }), effects),
    NONE,
  );
}
