/**
 * `/chosen`, where a device tree tells a kernel about this one boot [devicetree §3.6]. Whoever
 * wrote the tree, what was chosen for the boot is put into it, as QEMU does.
 */

import { cells, type Node, text } from './device-tree.ts';

/** What is told. */
export interface Chosen {
  /** The kernel's command line. */
  readonly bootArguments?: string | undefined;
  /** Where the initial RAM disk is: physical addresses below 2³², half-open. */
  readonly initialRamDisk?: { readonly start: number; readonly end: number } | undefined;
}

/** A tree with all that was chosen in its `/chosen`; what else is there stays. */
export const withChosen = (root: Node, { bootArguments, initialRamDisk: disk }: Chosen): Node => {
  const told = {
    ...(bootArguments === undefined ? {} : { bootargs: text(bootArguments) }),
    ...(disk === undefined
      ? {}
      : { 'linux,initrd-start': cells(disk.start), 'linux,initrd-end': cells(disk.end) }),
  };
  if (Object.keys(told).length === 0) return root;
  const children = root.children ?? [];
  const isThere = children.some(({ name }) => name === 'chosen');
  const merged = (node: Node): Node =>
    node.name === 'chosen' ? { ...node, properties: { ...node.properties, ...told } } : node;
  return {
    ...root,
    children: isThere ? children.map(merged) : [...children, { name: 'chosen', properties: told }],
  };
};
