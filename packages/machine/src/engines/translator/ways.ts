/**
 * Ways into a region besides its entry: at the headers of its loops, where calls in it return to, and where
 * branches lead to. Control that has left the region (because the limit was near, say, or by a branch that
 * is seldom taken, or because the caller of this code was interpreted) comes back by them. Else such places
 * would need regions of their own, with the same code once more.
 *
 * A way leads from the entry to the header of the outermost loop that its place is in, from there to that
 * of the next, and so on: so loops are entered at their headers only. Which way it is stands in a local
 * that each of these headers looks at; therefore tight loops have no ways to what branches in them lead to.
 */

import { isCall } from './flow.ts';
import { arrange, type Node, reducibleGraph } from './graph.ts';
import { isLoopHeader, naturalLoop } from './loops.ts';
import { addressAt, type Region } from './region.ts';

/** The most instructions of a loop that is tight. */
const MAX_TIGHT = 64;

/** The blocks of a region in reverse postorder, with ways into it. */
export function graphWithWays(region: Region): readonly Node[] {
  const order = reducibleGraph(region);
  const [entry, ...others] = order;
  if (!entry) return order;
  const loops = loopsOf(order);
  const tight = new Set(loops.filter(isTight).flatMap(({ body }) => [...body]));
  const isNear = ({ pc }: Node) => addressAt(region.entry, pc) >> 32n === region.entry >> 32n;
  // Of an address that has several blocks, the first is entered.
  const seen = new Set<number>([entry.pc]);
  let ways = 0;
  for (const node of others) {
    if (node.isCallee || node.instructions.length === 0 || seen.has(node.pc)) continue;
    const isWay =
      isLoopHeader(node) || isReturnedTo(node) || (!tight.has(node) && isBranchedTo(node));
    if (!isWay || !isNear(node)) continue;
    seen.add(node.pc);
    node.way = ++ways;
    let from = entry;
    for (const { header, body } of loops) {
      if (header === node || header === entry || !body.has(node)) continue;
      from.ways.set(ways, header);
      from = header;
    }
    from.ways.set(ways, node);
  }
  return ways > 0 ? arrange(entry) : order;
}

interface LoopOf {
  readonly header: Node;
  readonly body: ReadonlySet<Node>;
}

/** All loops; those that others are in come before these. */
function loopsOf(order: readonly Node[]): readonly LoopOf[] {
  return order.filter(isLoopHeader).map((header) => ({ header, body: naturalLoop(header).body }));
}

function isTight({ body }: LoopOf): boolean {
  let length = 0;
  for (const { instructions } of body) length += instructions.length;
  return length <= MAX_TIGHT;
}

/** What can tell where a block is come to from. */
interface Reached extends Pick<Node, 'pc'> {
  readonly predecessors: readonly Pick<Node, 'next' | 'terminator'>[];
}

/** Whether a block is reached by returns from calls only, ways aside. */
export function isReturnedTo({ pc, predecessors }: Reached): boolean {
  const from = predecessors.filter(({ next }) => next.has(pc));
  return from.length > 0 && from.every(({ terminator }) => isCall(terminator));
}

/** Whether a block is come to otherwise than by a branch that is not taken: then code outside may lead to it as well. */
function isBranchedTo({ pc, predecessors }: Reached): boolean {
  return (
    predecessors.length > 1 ||
    predecessors.some(({ terminator }) => terminator.kind !== 'branch' || terminator.taken === pc)
  );
}
