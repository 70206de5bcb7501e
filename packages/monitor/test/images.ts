/** Monitors that exist only to be tested: their mixes are in test/mixes, their programs in test/programs. */
import type { Image } from '@ireko/asm';
import { monitorImage, programImage } from '../src/index.ts';

const folder = 'packages/monitor/test';

function testProgram(name: string): Image {
  const image = programImage(name, `${folder}/programs/${name}.s`);
  return { ...image, includePaths: [...image.includePaths, `${folder}/programs`] };
}

function testImage(mix: string, ...programs: readonly string[]): Image {
  return monitorImage(
    `monitor-${mix}`,
    `${folder}/mixes/${mix}.s`,
    programs.map((name) => testProgram(name)),
  );
}

/** Every fault that a program can make. */
export const monitorFaults: Image = testImage('faults', 'faulty', 'quick');
/** One that spins, one that is quick, one that leaves a child behind. */
export const monitorSharing: Image = testImage('sharing', 'spinner', 'quick', 'orphan');
/** As many processes as there can be. */
export const monitorCrowd: Image = testImage('crowd', 'crowd', 'quick');
/** Processes that share pages. */
export const monitorForks: Image = testImage('forks', 'forks', 'copies', 'becomes', 'large');
/** One that ends others, levels, accounts. */
export const monitorControl: Image = testImage('control', 'killer', 'levels', 'accounts');
/** Programs of every kind, each accounted for. */
export const monitorAccounts: Image = monitorImage(
  'monitor-accounts',
  `${folder}/mixes/accounts.s`,
  ['sort', 'checksum', 'sleeper', 'family', 'child', 'wild'].map((name) => programImage(name)),
);
/** One that writes a file anew, again and again, while others come and go. */
export const monitorRewriter: Image = testImage('rewriter', 'rewriter');
/** Two of those, for as long as there is power. */
export const monitorPower: Image = testImage('power', 'rewriter');
/** Files and pipes. */
export const monitorFiles: Image = monitorImage('monitor-files', `${folder}/mixes/files.s`, [
  ...['plumber', 'echo'].map((name) => programImage(name)),
  ...['scribe', 'mapper', 'quick'].map((name) => testProgram(name)),
]);
/** What docs/explain/monitor.md follows. */
export const monitorWalk: Image = testImage('walk', 'walker');
/** Children that come, are killed and go. */
export const monitorStress: Image = testImage('stress', 'stress', 'quick', 'spinner');
/** The same, for 10⁹ instructions. */
export const monitorStressLong: Image = testImage('stress-long', 'stress', 'quick', 'spinner');
/** All memory there is. */
export const monitorHog: Image = testImage('hog', 'hog');
/** Files that are no programs. */
export const monitorBroken: Image = testImage('broken');
/** Senseless system calls. */
export const monitorMonkeys: Image = testImage('monkeys', 'monkey');
/** A job list over which the monitor itself stumbles. */
export const monitorDefect: Image = testImage('defect', 'quick');
/** More pages than there are, four times. */
export const monitorPaging: Image = monitorImage('monitor-paging', `${folder}/mixes/paging.s`, [
  programImage('paging'),
  testProgram('quick'),
  testProgram('peeker'),
]);
/** Children that come, are killed and go, while others use all memory. */
export const monitorSqueeze: Image = monitorImage('monitor-squeeze', `${folder}/mixes/squeeze.s`, [
  programImage('paging'),
  ...['stress', 'quick'].map((name) => programImage(name, `${folder}/programs/${name}.s`)),
]);
/** System calls by chance, and somebody who must not notice. */
export const monitorFuzz: Image = testImage('fuzz', 'witness', 'fuzzer');
/** The same, for 10⁸ instructions. */
export const monitorFuzzLong: Image = testImage('fuzz-long', 'witness', 'fuzzer');
/** More than 2¹⁶ requests to the disk. */
export const monitorAsker: Image = testImage('asker', 'asker');
/** Eight that wait for the disk most of the time. */
export const monitorReaders: Image = testImage('readers', 'reader');
/** Eight that wait most of the time, each for something of its own. */
export const monitorNappers: Image = testImage('nappers', 'napper');
