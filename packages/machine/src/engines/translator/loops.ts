/** Loops of a region: all that lies between a header and the blocks that go back to it. */

import { goesOn, type Standing } from './graph.ts';

export interface Loop<Block> {
  /** Where it goes back to its header. */
  readonly latches: readonly Block[];
  readonly body: ReadonlySet<Block>;
}

/** A block of a graph whose order is known. */
interface InOrder<Block> extends Standing {
  readonly predecessors: readonly Block[];
}

export function isLoopHeader<Block extends InOrder<Block>>(block: Block): boolean {
  return block.predecessors.some((from) => !goesOn(from, block));
}

export function naturalLoop<Block extends InOrder<Block>>(header: Block): Loop<Block> {
  const latches = header.predecessors.filter((from) => !goesOn(from, header));
  const body = new Set([header]);
  const work = [...latches];
  for (let block = work.pop(); block; block = work.pop()) {
    if (body.has(block)) continue;
    body.add(block);
    work.push(...block.predecessors);
  }
  return { latches, body };
}
