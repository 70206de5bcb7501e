import { expect, test } from 'vitest';
import { type Node, reducibleGraph } from '../../src/engines/translator/graph.ts';
import { type Program, regionOf, wordsOf } from './program.ts';

/** The blocks in order: the address of each, and where it leads to, by places in that order. */
function graphOf(program: Program): readonly string[] {
  const leadsTo = ({ next }: Node) => [...next.values()].map(({ order }) => order).sort();
  return reducibleGraph(regionOf(wordsOf(program))).map((node) => `${node.pc}: ${leadsTo(node)}`);
}

const branch = (imm: number) => ['bne', { rs1: 5, rs2: 0, imm }] as const;
const jump = (imm: number) => ['jal', { rd: 0, imm }] as const;
const work = ['addi', { rd: 6, rs1: 6, imm: 1 }] as const;

test('loops that are entered at their headers stay as they are', () => {
  expect(graphOf([work, branch(-4), jump(-8)])).toEqual(['0: 0,1', '8: 0']);
});

test('what a second way into a loop leads to is copied', () => {
  // 0 leads to 4 and 12; 4, 12 and back is a loop with two ways in.
  const program: Program = [branch(12), work, work, work, branch(-12)];
  expect(graphOf(program)).toEqual(['0: 1,2', '12: 2', '4: 3', '12: 2']);
});

test('where that would be much, the region is left there', () => {
  const half = Array.from({ length: 65 }, () => work);
  const program: Program = [
    branch((half.length + 1) * 4),
    ...half,
    ...half,
    branch(half.length * -8),
  ];
  const graph = graphOf(program);
  expect(graph).toHaveLength(3);
  expect(graph.filter((node) => node.endsWith(': '))).toHaveLength(1);
});
