import type { ObjectParts } from "../ledger-kind.ts";
import { identityOfReads } from "../signing/identity.ts";
import { SignedTree } from "../signing/signed-tree.ts";
import { Reads } from "../store/reads.ts";
import { READ_TABLES } from "../store/tree-tables.ts";
import { ReadsMark } from "./reads-mark.ts";

/**
 * The stored log of reads, the tree over it, and its mark. A fault of the chain does not stop the log: it also has to
 * name those who look for the fault.
 */
export function logOfReads({ ctx, identity, signers }: Pick<ObjectParts, "ctx" | "identity" | "signers">) {
  const { storage } = ctx;
  const reads = new Reads(storage.sql);
  const tree = new SignedTree({
    storage,
    identity: identityOfReads(identity),
    leaves: reads,
    signers,
    knownFault: { requireNone: () => undefined },
    tables: READ_TABLES,
  });
  return { reads, tree, mark: new ReadsMark(tree) };
}
