/** Where a bundle starts: runs the command. */

import { Loader } from './loader.ts';

new Loader(import.meta.dirname).load('command.js');
