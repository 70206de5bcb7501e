/** The list of a program's files, by folder. */

/** Shows these in the list. @param open is called with the one that is chosen. */
export function showFiles(
  list: HTMLElement,
  files: readonly string[],
  shown: string,
  isEdited: (file: string) => boolean,
  open: (file: string) => void,
): void {
  const folders = Map.groupBy(files, folderOf);
  list.replaceChildren(
    ...[...folders].flatMap(([folder, members]) => {
      const title = document.createElement('h2');
      title.textContent = folder;
      return [title, ...members.map((file) => entry(file, file === shown, isEdited(file), open))];
    }),
  );
  list.querySelector('[aria-current="true"]')?.scrollIntoView({ block: 'nearest' });
}

function entry(
  file: string,
  isShown: boolean,
  isEdited: boolean,
  open: (file: string) => void,
): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = `${nameOf(file)}${isEdited ? ' •' : ''}`;
  button.title = isEdited ? `${file}, edited` : file;
  button.ariaCurrent = `${isShown}`;
  button.onclick = () => open(file);
  return button;
}

/** A file without its folders. */
export function nameOf(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}

function folderOf(file: string): string {
  return file.slice(0, file.lastIndexOf('/')).replace(/^(packages|examples|own)\//, '');
}
