export { diskBytes, makeDisk } from './disk.ts';
export {
  images,
  monitorCompute,
  monitorImage,
  monitorIo,
  monitorShell,
  programImage,
} from './images.ts';
export { processOutput } from './output.ts';
