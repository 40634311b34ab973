/**
 * The routes that write, or take a body, and may be asked again although an earlier request may have been served. `PUT`
 * and `DELETE` may always be repeated (RFC 9110, section 9.2.2), like `GET`.
 */
const REPEATABLE: readonly (readonly [method: string, path: RegExp])[] = [
  // A record is registered once: who sends it again gets the same record, and who submits a block again that same block.
  ["POST", /^\/mine_block$/],
  ["POST", /^\/records$/],
  // They store nothing.
  ["POST", /^\/work$/],
  ["POST", /^\/records\/search$/],
  ["POST", /^\/is_valid$/],
  // A record is erased once, and a key is revoked once.
  ["POST", /^\/records\/\d+\/erasure$/],
  ["PATCH", /^\/keys\/[^/]+$/],
  // A code is exchanged again with the same secret of the device; of two new codes, the last one counts.
  ["POST", /^\/codes$/],
  ["POST", /^\/classes\/[^/]+\/codes\/\d+$/],
  // A sandbox is replaced once.
  ["POST", /^\/classes\/[^/]+\/self\/sandbox$/],
  // A cosignature that the ledger has is not added again.
  ["POST", /^(?:\/reads)?\/cosignatures$/],
  // Not a correction: the second one gets 412, and cannot tell its own first attempt from somebody else's correction.
];

/**
 * Whether a request may be sent again if it is unknown whether the ledger has served it.
 *
 * @param path below the ledger's address, with or without a query
 */
export function isRepeatable(method: string, path: string): boolean {
  if (["GET", "PUT", "DELETE"].includes(method)) return true;
  const route = path.replace(/\?.*$/s, "");
  return REPEATABLE.some(([repeatable, pattern]) => repeatable === method && pattern.test(route));
}
