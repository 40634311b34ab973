/** The blocks of a copy are one stop of the Tab key. The arrow keys move among them, and to the neighbouring copies. */
export function moveFocus(event: KeyboardEvent): void {
  const target = event.target;
  if (!(target instanceof HTMLElement) || event.altKey || event.ctrlKey || event.metaKey) return;
  const next = neighbour(target, event.key);
  if (!next) return;
  event.preventDefault();
  next.focus();
}

function neighbour(block: HTMLElement, key: string): HTMLElement | undefined {
  const tree = block.closest(".net-tree");
  if (!tree) return undefined;
  const blocks = blocksIn(tree);
  const place = blocks.indexOf(block);
  const isBackwards = getComputedStyle(tree).direction === "rtl";
  switch (key) {
    case "ArrowRight":
      return blocks[place + (isBackwards ? -1 : 1)];
    case "ArrowLeft":
      return blocks[place + (isBackwards ? 1 : -1)];
    case "Home":
      return blocks[0];
    case "End":
      return blocks.at(-1);
    case "ArrowUp":
      return sameColumn(tree, -1, block.dataset["column"]);
    case "ArrowDown":
      return sameColumn(tree, 1, block.dataset["column"]);
    default:
      return undefined;
  }
}

/** The block at the same place of the next or the previous copy, or that copy's last one. */
function sameColumn(tree: Element, by: 1 | -1, column: string | undefined): HTMLElement | undefined {
  const trees = [...document.querySelectorAll(".net-tree")];
  const next = trees[trees.indexOf(tree) + by];
  if (!next) return undefined;
  const blocks = blocksIn(next);
  return blocks.find((block) => block.dataset["column"] === column) ?? blocks.at(-1);
}

function blocksIn(tree: Element): HTMLElement[] {
  return [...tree.querySelectorAll<HTMLElement>(".net-block")];
}
