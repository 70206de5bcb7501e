export { diskBytes, makeDisk } from './disk.ts';
export {
  type Files,
  makeFileSystem,
  maxBlocks,
  maxFileBytes,
  maxFiles,
  maxNameLength,
  readFileSystem,
} from './file-system.ts';
export {
  images,
  monitorCompute,
  monitorImage,
  monitorIo,
  monitorShell,
  programImage,
} from './images.ts';
export { processOutput } from './output.ts';
