/**
 * The key with which the signed-in person vouches for records. It is kept for a person (issuer and subject of the token)
 * rather than for a ledger: one key is enough for all ledgers of this origin. It is not kept for the browser, which
 * colleagues may share: what one of them signs must not carry another's name.
 */
import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import { generateAuthorKey } from "../../client/signing/author-key.ts";
import type { EnrolmentBody } from "../../client/signing/enrolment.ts";
import { hasCryptography } from "../cryptography.ts";
import { session } from "../session/session.ts";
import { type KeptKey, read, remove, write, writeNew } from "./key-store.ts";

/** Whether there is a key, as far as it is known. */
export type MyKey =
  | { readonly at: "loading" }
  | { readonly at: "none" }
  | ({ readonly at: "kept" } & KeptKey)
  | { readonly at: "failed"; readonly error: Error };

/** Whose key it is, as a key of the store; nobody's while nobody is signed in. */
export const keyOwner = computed(() => session.value && JSON.stringify([session.value.issuer, session.value.subject]));

/** What was read last, and for whom. */
const loaded = signal<{ readonly owner: string; readonly key: MyKey } | undefined>(undefined);

/** The signed-in person's key in this browser. It is never another's, not even while the person's own is being read. */
export const myKey: ReadonlySignal<MyKey> = computed(() => {
  const owner = keyOwner.value;
  if (owner === undefined || !hasCryptography) return { at: "none" };
  return loaded.value?.owner === owner ? loaded.value.key : { at: "loading" };
});

// Another tab may have made or forgotten the key meanwhile.
addEventListener("focus", () => void load());

effect(() => {
  void keyOwner.value;
  void load();
});

async function load(): Promise<void> {
  const owner = keyOwner.peek();
  if (owner === undefined || !hasCryptography) return;
  const key = await read("keys", owner).then(
    (kept): MyKey => (kept ? { at: "kept", ...kept } : { at: "none" }),
    (error: unknown): MyKey => ({ at: "failed", error: error as Error }),
  );
  if (keyOwner.peek() === owner) loaded.value = { owner, key };
}

/**
 * Makes a key that cannot be exported, and keeps it. If another tab was faster, its key is the person's.
 *
 * @throws DOMException if the browser can make or keep none
 */
export async function makeKey(): Promise<void> {
  const owner = keyOwner.peek();
  if (owner === undefined) return;
  const key = await generateAuthorKey({ extractable: false });
  // Without this a browser may drop the page's storage when the disk is full. It may refuse, which changes nothing else.
  await navigator.storage.persist().catch(() => false);
  await writeNew("keys", owner, { key, requests: {} });
  await load();
}

/**
 * Keeps an enrolment until the registrar has endorsed it. The endorsement covers its salt, so another enrolment would not do.
 *
 * @param owner the {@link keyOwner} when the person asked for it: another person may have signed in since
 * @param ledger the hash of genesis
 * @param request absent if it need not be kept any more
 * @throws DOMException if the browser cannot store it
 */
export async function keepRequest(
  owner: string | undefined,
  ledger: string,
  request: EnrolmentBody | undefined,
): Promise<void> {
  const kept = owner === undefined ? undefined : await read("keys", owner);
  if (owner === undefined || !kept) return;
  const { [ledger]: _, ...others } = kept.requests;
  await write("keys", owner, { ...kept, requests: request ? { ...others, [ledger]: request } : others });
  await load();
}

/**
 * Removes the key from this browser. Nothing can bring it back, and it stays enrolled until somebody revokes it.
 *
 * @throws DOMException if the browser has no storage for the page
 */
export async function forgetKey(): Promise<void> {
  const owner = keyOwner.peek();
  if (owner !== undefined) await remove("keys", owner);
  await load();
}
