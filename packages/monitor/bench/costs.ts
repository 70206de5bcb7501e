/** What things cost in the monitor, in instructions, beside what they cost in xv6. */
import type { Stretch } from './walk.ts';

interface Cost {
  readonly what: string;
  /** Which of the stretches of `walker` it is. */
  readonly is: (stretch: Stretch) => boolean;
  /** In xv6, and why. */
  readonly xv6?: number;
  readonly why?: string;
}

const copied = ({ why, routines }: Stretch) =>
  why.startsWith('store') && (routines.get('copy_bytes') ?? 0) > 1000;

/**
 * xv6 is its sources of August 2022, commit f5b93ef, with the options of its own makefile, counted in the
 * same way on the same machine; its programs are of another size.
 */
const costs: readonly Cost[] = [
  {
    what: 'a system call that does nothing: `getpid`',
    is: ({ why }) => why === 'call getpid',
    xv6: 1123,
    why: 'a trampoline page, a switch of page tables in and out, two locks',
  },
  {
    what: 'a switch to another process: `yield`',
    is: ({ why }) => why === 'call yield',
    why: 'no program can ask for it',
  },
  {
    what: 'a page fault: a page of zeros',
    is: ({ why }) => why.startsWith('load'),
    why: 'it has none: all pages are there from the start',
  },
  {
    what: 'a page fault: a page copied after `fork`',
    is: copied,
    why: 'the same: `fork` has copied them',
  },
  {
    what: '`fork`, of a small process',
    is: ({ why }) => why === 'call fork',
    xv6: 273539,
    why: 'it copies every page',
  },
  {
    what: '`wait`, and the switch to the child',
    is: ({ why }) => why === 'call wait',
    xv6: 2760,
  },
  {
    what: '`exec`, up to the first instruction of the program',
    is: ({ why }) => why === 'call exec',
    xv6: 1059557,
    why: 'it reads the whole program, through the file system',
  },
  {
    what: '`exit`, its line on the console, and the switch back',
    is: ({ why }) => why === 'call exit',
    xv6: 196565,
    why: 'it prints no line, but fills what it frees with junk',
  },
  {
    what: '`disk_read` of a sector; in xv6 `read` of 1024 bytes',
    is: ({ why }) => why === 'call disk_read',
    xv6: 131873,
    why: 'among them those of its scheduler, which looks for work while the disk is busy',
  },
];

/** The costs as a Markdown table. */
export function costTable(stretches: readonly Stretch[]): string {
  return [
    '| what | instructions | in xv6 | why |',
    '| --- | ---: | ---: | --- |',
    ...costs.map(({ what, is, xv6, why }) => {
      const stretch = stretches.find(is);
      if (!stretch) throw new Error(`nothing was ${what}`);
      return `| ${what} | ${stretch.instructions} | ${xv6 ?? ''} | ${why ?? ''} |`;
    }),
  ].join('\n');
}
