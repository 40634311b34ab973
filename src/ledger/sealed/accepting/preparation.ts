import { hex } from "../../../chain/text/hex.ts";
import type { AuthorPolicy } from "../../../chain/sealed/entry.ts";
import type { SealedCreation } from "../../creation.ts";
import type { ObjectParts } from "../../ledger-kind.ts";
import type { CreateResult } from "../../results.ts";
import { objectsOf } from "../../signing/identity.ts";
import type { Vault } from "../../vault/vault.ts";

/** The vault's object, which has the ledger's name and is in its jurisdiction. Whoever calls it first is near it. */
export function vaultOf({ env, identity }: Pick<ObjectParts, "env" | "identity">): DurableObjectStub<Vault> {
  return objectsOf(env, "VAULT").getByName(identity.name);
}

/**
 * Makes the vault of a sealed ledger that is about to be created.
 *
 * @param authors what its founding will say about authors
 * @returns what the ledger has to store, or why it cannot be created
 */
export async function prepareSealed(
  parts: Preparing,
  authors: AuthorPolicy,
): Promise<SealedCreation | Taken | Extract<CreateResult, "signing-key-missing" | "record-key-missing">> {
  if (!parts.signers.exist) return "signing-key-missing";
  const made = await vaultOf(parts).create();
  switch (made.outcome) {
    case "created":
      return { id: hex(crypto.getRandomValues(new Uint8Array(16))), vault: made.id, authors };
    case "taken":
      return taken(parts);
    default:
      return "record-key-missing";
  }
}

/**
 * Checks that a plain ledger may get a name: whoever has saved checkpoints of a sealed ledger whose storage was lost must
 * not be shown another one under that name.
 */
export async function preparePlain(parts: Preparing): Promise<Taken | undefined> {
  return (await vaultOf(parts).isTaken()) ? taken(parts) : undefined;
}

type Preparing = Pick<ObjectParts, "env" | "identity" | "signers" | "sandboxNotes">;
type Taken = Extract<CreateResult, "ledger-behind" | "deleted">;

/** What has become of the ledger that a vault belongs to, since its storage does not know it any more. */
async function taken(parts: Preparing): Promise<Taken> {
  const tombstone = await vaultOf(parts).tombstone();
  const isDeleted = tombstone !== undefined && (await parts.sandboxNotes.isSigned("deleted sandbox", tombstone));
  // Otherwise the vault has seen blocks that the storage has lost.
  return isDeleted ? "deleted" : "ledger-behind";
}
