/** A number of blocks as the commands print it, such as `1 block` or `2,500 blocks`. */
export function blockCount(count: number): string {
  return `${count.toLocaleString("en")} ${count === 1 ? "block" : "blocks"}`;
}
