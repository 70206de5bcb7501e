/** Ways through a loop, from its header to where it goes back there. */

import type { FlowBlock } from './flow.ts';
import { dominates, goesOn } from './graph.ts';
import { isLoopHeader, type Loop } from './loops.ts';

export class Laps {
  readonly header: FlowBlock;
  /** In reverse postorder. */
  readonly body: readonly FlowBlock[];
  readonly #latches: readonly FlowBlock[];
  /** Whether there is no loop inside this one: so a lap's fewest instructions are about what it takes. */
  readonly isInnermost: boolean;

  constructor(header: FlowBlock, { body, latches }: Loop<FlowBlock>) {
    this.header = header;
    this.body = [...body].sort((a, b) => a.order - b.order);
    this.#latches = latches;
    this.isInnermost = !this.body.some((block) => block !== header && isLoopHeader(block));
  }

  /** Whether every lap comes through a block. */
  isAlwaysRun(block: FlowBlock): boolean {
    return this.#latches.every((latch) => dominates(block, latch));
  }

  /** The fewest instructions of a lap. */
  get shortest(): number {
    return this.#sum(
      (block) => block.instructions.length,
      (sums) => Math.min(...sums),
    );
  }

  /**
   * The largest sum of what blocks add, from the header to where laps end.
   * @param before is told what it is where each block begins.
   */
  largest(
    of: (block: FlowBlock) => number,
    before: (block: FlowBlock, sum: number) => void,
  ): number {
    return this.#sum(of, (sums) => Math.max(...sums), before);
  }

  #sum(
    of: (block: FlowBlock) => number,
    choose: (sums: readonly number[]) => number,
    before?: (block: FlowBlock, sum: number) => void,
  ): number {
    const sums = new Map<FlowBlock, number>();
    const after = (blocks: readonly FlowBlock[]) =>
      choose(blocks.map((block) => sums.get(block)).filter((sum) => sum !== undefined));
    for (const block of this.body) {
      const from = block.predecessors.filter((other) => goesOn(other, block));
      const sum = block === this.header ? 0 : after(from);
      before?.(block, sum);
      sums.set(block, sum + of(block));
    }
    return after(this.#latches);
  }
}
