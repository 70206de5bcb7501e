/** Elements of the page: those that are in it, and new ones. */

/** The element of the page with this id. @throws where the page has none of this kind. */
export function element<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`the page has no ${id}`);
  return found;
}

/** A new element with these properties and children. */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Partial<HTMLElementTagNameMap[Name]>,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

/** The same, for a value that can be changed in its place [editable.ts]. @param text what is to be written over */
export function makePlace<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  [place, text]: readonly [place: string, text: string],
  properties: Partial<HTMLElementTagNameMap[Name]>,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = make(name, properties, ...children);
  Object.assign(made.dataset, { place, text });
  return made;
}
