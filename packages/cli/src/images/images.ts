/** Every image that this repository can build from its sources by name. */

import type { Image } from '@ireko/asm';
import { images as monitors } from '@ireko/monitor';
import { examples, grading, sbiFirmware, sbiHello } from './examples.ts';

/** The images of the examples and of the monitor, in the order in which they are listed. */
export const images: readonly Image[] = [...examples, grading, sbiHello, sbiFirmware, ...monitors];
