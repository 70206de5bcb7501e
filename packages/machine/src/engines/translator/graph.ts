/**
 * A region's blocks as a graph in which every loop is entered at its header only, as structured control flow
 * must have it: where a loop has other ways in, what they lead to is copied, as far as that is short.
 *
 * Dominators after Cooper, Harvey and Kennedy, "A Simple, Fast Dominance Algorithm" (2001).
 */

import { type Block, type Blocks, successors } from './blocks.ts';
import type { Region } from './region.ts';

export interface Node extends Block {
  /** Position in reverse postorder: the entry is 0. */
  order: number;
  /** Whether it is in a copy of a callee. */
  readonly isCallee: boolean;
  /** What it leads to inside the region, by the addresses. */
  readonly next: Map<number, Node>;
  /** The number of the way into the region that leads to it; 0 if none does [ways.ts]. */
  way: number;
  /** What ways into the region lead to from here, by their numbers: itself or, in it, another loop's header. */
  readonly ways: Map<number, Node>;
  predecessors: Node[];
  dominator: Node;
  /** Those that it immediately dominates, in reverse postorder. */
  dominated: Node[];
}

/** How many instructions are copied at most, and how often the graph is looked at again for that. */
const MAX_COPIED = 64;
const MAX_PASSES = 16;

/** The nodes, in reverse postorder. */
export function reducibleGraph(region: Region): readonly Node[] {
  const entry = connect(region.blocks, 0);
  let room = MAX_COPIED;
  for (let pass = 0; ; pass++) {
    const order = arrange(entry);
    const wrong = wrongEdges(order);
    if (wrong.length === 0) return order;
    const copies = new Map<Node, Node>();
    for (const [from, to] of wrong) {
      let copy = copies.get(to);
      if (!copy && pass < MAX_PASSES && to.instructions.length <= room) {
        room -= to.instructions.length;
        copy = nodeOf(to, to.next);
        copies.set(to, copy);
      }
      // Without a copy, the region is left here.
      if (copy) from.next.set(to.pc, copy);
      else from.next.delete(to.pc);
    }
  }
}

/** The nodes in reverse postorder, with all that depends on which edges there are. */
export function arrange(entry: Node): readonly Node[] {
  const order = reversePostorder(entry);
  findDominators(order);
  return order;
}

/** What tells where a node stands among the others. */
export interface Standing {
  readonly order: number;
  readonly dominator: Standing;
}

/** Whether an edge goes on in the order of nodes, not back. */
export function goesOn(from: Standing, to: Standing): boolean {
  return to.order > from.order;
}

/** Whether all ways to a node come by another, or it is that one. */
export function dominates(above: Standing, below: Standing): boolean {
  let node = below;
  while (node.order > above.order) node = node.dominator;
  return node === above;
}

/**
 * Makes nodes of blocks, and of those of callees in them.
 * @param start the address of the first.
 * @param after what is behind the call, if these are a callee's.
 * @returns the first.
 */
function connect(blocks: Blocks, start: number, after?: Node): Node {
  const isCallee = after !== undefined;
  const nodes = new Map([...blocks].map(([pc, block]) => [pc, nodeOf({ ...block, isCallee })]));
  const nodeAt = (pc: number) => nodes.get(pc) ?? (pc === after?.pc ? after : undefined);
  for (const { next, terminator } of nodes.values()) {
    const callee = 'callee' in terminator ? terminator.callee : undefined;
    for (const pc of successors(terminator)) {
      const isCopy = callee !== undefined && 'target' in terminator && pc === terminator.target;
      const target = isCopy ? connect(callee.blocks, pc, nodeAt(callee.returnTo)) : nodeAt(pc);
      if (target) next.set(pc, target);
    }
  }
  const first = nodes.get(start);
  if (!first) throw new Error('blocks have a first');
  return first;
}

function nodeOf(
  { pc, instructions, terminator, isCallee }: Block & Pick<Node, 'isCallee'>,
  next: Iterable<[number, Node]> = [],
): Node {
  const edges = { next: new Map(next), way: 0, ways: new Map() };
  const node = { pc, instructions, terminator, isCallee, order: 0, ...edges } as unknown as Node;
  node.dominator = node;
  return node;
}

/** Numbers the nodes that can be reached, and notes where each is come to from. */
function reversePostorder(entry: Node): readonly Node[] {
  const seen = new Set<Node>();
  const postorder: Node[] = [];
  const visit = (node: Node): void => {
    seen.add(node);
    node.predecessors = [];
    node.dominated = [];
    for (const edges of [node.next, node.ways])
      for (const target of edges.values()) if (!seen.has(target)) visit(target);
    postorder.push(node);
  };
  visit(entry);
  const order = postorder.reverse();
  for (const [index, node] of order.entries()) node.order = index;
  for (const node of order) {
    // A branch may lead to one place in both ways.
    for (const pc of successors(node.terminator)) node.next.get(pc)?.predecessors.push(node);
    for (const target of new Set(node.ways.values())) target.predecessors.push(node);
  }
  return order;
}

function findDominators(order: readonly Node[]): void {
  const [entry, ...others] = order;
  if (!entry) return;
  entry.dominator = entry;
  for (let [isFirst, changed] = [true, true]; changed; isFirst = false) {
    changed = isFirst;
    for (const node of others) {
      let dominator: Node | undefined;
      for (const from of node.predecessors) {
        // At first nothing is known of nodes behind this one.
        if (isFirst && !goesOn(from, node)) continue;
        dominator = dominator ? commonDominator(dominator, from) : from;
      }
      if (!dominator) continue;
      if (node.dominator !== dominator) changed = true;
      node.dominator = dominator;
    }
  }
  for (const node of others) node.dominator.dominated.push(node);
}

function commonDominator(a: Node, b: Node): Node {
  let left = a;
  let right = b;
  while (left !== right) {
    while (left.order > right.order) left = left.dominator;
    while (right.order > left.order) right = right.dominator;
  }
  return left;
}

/** Edges that go back to where not all ways come by: ways into a loop beside its header. */
function wrongEdges(order: readonly Node[]): readonly (readonly [from: Node, to: Node])[] {
  return order.flatMap((from) =>
    [...from.next.values()]
      .filter((to) => !goesOn(from, to) && !dominates(to, from))
      .map((to) => [from, to] as const),
  );
}
