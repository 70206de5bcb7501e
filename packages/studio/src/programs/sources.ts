/** The assembly sources and linker scripts of this repository, as the page brings them along. */

const bundled: Readonly<Record<string, string>> = import.meta.glob(
  [
    '../../../../examples/**/*.{s,inc,ld}',
    '../../../monitor/{kernel,mix,user}/*.{s,inc}',
    '../../../monitor/*.ld',
    '../../../vmm/vmm/*.{s,inc,ld}',
  ],
  { query: '?raw', import: 'default', eager: true },
);

const root = '../../../../';

/** The texts by their paths from the repository's root. */
export const sources: ReadonlyMap<string, string> = new Map(
  Object.entries(bundled).map(([path, text]) => [
    path.startsWith(root) ? path.slice(root.length) : path.replace('../../../', 'packages/'),
    text,
  ]),
);
