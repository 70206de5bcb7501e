export { diskBytes, makeDisk } from './disk.ts';
export type { Image } from './image.ts';
export { images, monitorCompute, monitorIo, monitorShell } from './images.ts';
export { processOutput } from './output.ts';
