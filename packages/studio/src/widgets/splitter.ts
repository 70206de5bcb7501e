/** An edge between two parts of the page that can be moved, with the mouse or the arrow keys. */

/** How far an arrow key moves it, in pixels. */
const step = 32;

/** @param property of the style of `parent`: how wide what is to the right of the edge is, in pixels */
export function makeSplitter(edge: HTMLElement, parent: HTMLElement, property: string): void {
  const moveTo = (x: number) => {
    const width = Math.round(parent.getBoundingClientRect().right - x);
    parent.style.setProperty(property, `${width}px`);
  };
  edge.onpointerdown = ({ pointerId }) => {
    edge.setPointerCapture(pointerId);
    edge.onpointermove = ({ clientX }) => moveTo(clientX);
  };
  edge.onpointerup = () => {
    edge.onpointermove = null;
  };
  edge.onkeydown = ({ key }) => {
    const by = key === 'ArrowLeft' ? -step : key === 'ArrowRight' ? step : 0;
    if (by !== 0) moveTo(edge.getBoundingClientRect().x + by);
  };
}
