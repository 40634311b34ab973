/** Whether what is written on the page is signed, and with what. */
import { computed, signal } from "@preact/signals";
import { Refusal } from "../../client/client.ts";
import type { Seen } from "../../chain/sealed/entry.ts";
import type { AuthorKey } from "../../client/signing/author-key.ts";
import { route } from "../address/route.ts";
import { hasCryptography } from "../cryptography.ts";
import { chain, type WatchedChain } from "../watched-chain.ts";
import { type AuthorKeys, authorKeys, type ServedKey } from "./author-keys.ts";
import { checkNewest } from "./checked-chain.ts";
import { myKey } from "./my-key.ts";

/** Where the signed-in person's key stands on the current ledger. */
export type Standing =
  /** A plain ledger, or a browser without cryptography: nothing is signed. */
  | { readonly at: "nowhere" }
  | { readonly at: "loading" }
  /** This browser has no key of the person. */
  | { readonly at: "no-key" }
  | { readonly at: "not-enrolled"; readonly key: AuthorKey }
  | { readonly at: "enrolled" | "revoked"; readonly key: AuthorKey; readonly view: ServedKey }
  | { readonly at: "failed"; readonly error: Error };

export const standing = computed((): Standing => {
  const keys = authorKeys.value;
  if (!keys || !hasCryptography) return { at: "nowhere" };
  const mine = myKey.value;
  if (mine.at === "failed" || mine.at === "loading") return mine;
  if (mine.at === "none") return { at: "no-key" };
  const { key } = mine;
  const { value: view, error } = keys.view(key.thumbprint);
  if (isNotFound(error)) return { at: "not-enrolled", key };
  if (error) return { at: "failed", error };
  return view ? { at: view.state, key, view } : { at: "loading" };
});

/** Whether a ledger has answered that it has no such key. */
export function isNotFound(error: Error | undefined): boolean {
  return error instanceof Refusal && error.problem === "key-not-found";
}

/**
 * Whether the current ledger demands that records and corrections are signed. Its founding decides that, but its description
 * says so earlier.
 */
const demandsSignatures = computed(() => {
  const described = chain.value?.description.value?.signatures;
  const founded = authorKeys.value?.genesis.value?.founding.signatures;
  return described === "required" || founded === "required";
});

/** Whether the person wants to sign where the ledger leaves the choice. */
export const wantsToSign = signal(true);

/** What is to be signed. The law asks the operator to erase, so that an erasure may always be unsigned. */
export type Signable = "record" | "erasure";

/** Whether the ledger demands that something is signed. */
export function isDemanded(what: Signable): boolean {
  return what === "record" && demandsSignatures.value;
}

/** What signs the next record, correction or erasure; absent if it goes unsigned. */
function signerOf(what: Signable): AuthorKey | undefined {
  const { value } = standing;
  return value.at === "enrolled" && (isDemanded(what) || wantsToSign.value) ? value.key : undefined;
}

/**
 * Whether something can be sent: not before the ledger has said what it is and it is known whether it can be signed, and
 * not unsigned where the ledger demands signatures.
 */
export function maySend(what: Signable): boolean {
  if (!chain.value?.description.value || standing.value.at === "loading") return false;
  return !isDemanded(what) || signerOf(what) !== undefined;
}

/** What a signature is made with. */
export interface Signing {
  readonly key: AuthorKey;
  /** The hash of genesis. */
  readonly ledger: string;
  readonly seen: Seen;
}

/**
 * Checks the ledger before something is signed.
 *
 * @returns what to sign with, if something is to be signed
 * @throws NotTheLedger if the ledger is not what it was, or not what it says
 * @throws Refusal or Unreachable if it does not serve its blocks
 */
export async function signing(
  watched: WatchedChain | undefined,
  what: Signable = "record",
): Promise<Signing | undefined> {
  const key = signerOf(what);
  const keys = authorKeys.peek();
  return watched && key && keys ? { key, ...(await checkLedger(watched, keys)) } : undefined;
}

/**
 * Checks the current ledger before something is signed for it.
 *
 * @returns the hash of its genesis, and its newest block
 * @throws NotTheLedger, Refusal, Unreachable as {@link signing}
 */
export async function checkLedger(watched: WatchedChain, keys: AuthorKeys): Promise<Omit<Signing, "key">> {
  // The person may open another ledger meanwhile.
  const name = route.peek().ledger;
  const { ledger } = await keys.checkedGenesis();
  return { ledger, seen: await checkNewest(watched, name, ledger) };
}

/** Asks again where the key stands, after the ledger refused something that was signed with it. */
export function noteRefusal(error: unknown): void {
  const { value } = standing;
  if (!(error instanceof Refusal) || !("key" in value)) return;
  if (error.problem === "key-revoked" || error.problem === "key-not-enrolled") {
    void authorKeys.peek()?.refresh(value.key.thumbprint);
  }
}
