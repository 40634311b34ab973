import type { Fault } from "../fault.ts";
import type { ChainState } from "./chain-state.ts";
import { disputedSince, type EnrolledKey } from "./enrolled-keys.ts";
import type { Entry, KeyEntry, RevocationEntry, Seen } from "./entry.ts";
import { type EntryPlace, entryFault } from "./entry-place.ts";
import { signedText, type Vouching, verifySignature } from "./entry-signature.ts";
import { type OpenedKey, openKey } from "./public-key.ts";
import { WINDOW_BLOCKS } from "./recent-blocks.ts";

/**
 * Checks the rules `key`, `seen` and `signature` for an entry that keeps the rule `entry`. Signatures are verified while
 * the entries after it are checked; see BlockInProgress.
 */
export function authorFault(
  entry: Entry,
  place: EntryPlace,
  state: ChainState,
): Promise<Fault | undefined> | Fault | undefined {
  switch (entry.kind) {
    case "founding":
      return foundingKeysFault([entry.registrar, entry.successor], place);
    case "key":
      return enrolmentFault(entry, place, state);
    case "revocation":
      return revocationFault(entry, place, state);
    case "record":
    case "correction":
    case "erasure":
      return entry.signature === undefined ? unsignedFault(entry.kind, place, state) : signedFault(entry, place, state);
  }
}

async function foundingKeysFault(keys: readonly unknown[], place: EntryPlace): Promise<Fault | undefined> {
  for (const key of keys) {
    const opened = key === undefined ? undefined : await openKey(key);
    if (typeof opened === "string") return keyFault(place, opened);
  }
  return undefined;
}

async function enrolmentFault(entry: KeyEntry, place: EntryPlace, state: ChainState): Promise<Fault | undefined> {
  const key = await openKey(entry.public_key);
  if (typeof key === "string") return keyFault(place, key);
  const { number, block } = place;
  if (state.keys.get(key.thumbprint)) {
    const expected = "a key that was never enrolled";
    return entryFault(place, "key", expected, "an enrolled key", "enrols a key that was enrolled before.");
  }
  state.keys.set({ ...key, number, block: block.header.index });
  ask(entry, entry.signature, "signature", [key], place, state);
  if (entry.endorsement !== undefined) return askRegistrars(entry, entry.endorsement, place, state);
  if (!state.founded?.founding.registrar) return undefined;
  const detail = "enrols a key without the endorsement of the registrar, which the founding of this ledger demands.";
  return entryFault(place, "signature", "endorsement: a signature", "endorsement: absent", detail);
}

function revocationFault(entry: RevocationEntry, place: EntryPlace, state: ChainState): Fault | undefined {
  const { revokes, compromised_since, signature, endorsement } = entry;
  const key = state.keys.get(revokes);
  if (!key && !state.isPart) return notEnrolledFault(place);
  // A revoked key signs nothing, and need not be revoked again unless it turns out to have been compromised before.
  if (key?.revokedBy !== undefined && (signature !== undefined || compromised_since === undefined)) {
    return revokedFault(place, key);
  }
  if (compromised_since !== undefined) {
    const outside = disputeFault(compromised_since, key?.block ?? 1, place);
    if (outside) return outside;
    state.signed.dispute(revokes, compromised_since);
  }
  if (!key) return undefined;
  const since = disputedSince(key.compromisedSince, compromised_since);
  state.keys.set({ ...key, revokedBy: key.revokedBy ?? place.number, ...since });
  if (signature !== undefined) ask(entry, signature, "signature", [key], place, state);
  if (endorsement !== undefined) return askRegistrars(entry, endorsement, place, state);
  if (compromised_since === undefined || signature !== undefined) return undefined;
  const detail = "disputes signatures of a key, although neither the key nor the registrar signed that.";
  return entryFault(place, "signature", "signature or endorsement: a signature", "both absent", detail);
}

/** Checks that a key is disputed since a block in which it could sign. */
function disputeFault(since: number, first: number, place: EntryPlace): Fault | undefined {
  const last = place.block.header.index;
  if (since >= first && since <= last) return undefined;
  const detail = "disputes signatures of a key outside the blocks in which the key could sign.";
  const expected = `compromised_since: a block from ${first} to ${last}`;
  return entryFault(place, "key", expected, `compromised_since: ${since}`, detail);
}

function unsignedFault(kind: Signed["kind"], place: EntryPlace, { founded, signed }: ChainState): Fault | undefined {
  // The law asks the operator to erase, whoever signed the record.
  if (kind === "erasure") return undefined;
  if (founded?.founding.signatures !== "required") {
    signed.addUnsigned();
    return undefined;
  }
  const detail = "is not signed, although the founding of this ledger demands signatures.";
  return entryFault(place, "signature", "signature: a signature", "signature: absent", detail);
}

/** A signed record, correction or erasure. */
type Signed = Extract<Entry, { readonly seen?: Seen }>;

function signedFault(entry: Signed, place: EntryPlace, state: ChainState): Fault | undefined {
  const { author = "", seen, signature = "" } = entry;
  const key = state.keys.get(author);
  if (!key && !state.isPart) return notEnrolledFault(place);
  if (key?.revokedBy !== undefined) return revokedFault(place, key);
  const unseen = seen && seenFault(seen, place, state);
  if (unseen) return unseen;
  state.signed.add(entry.kind, author, place.number);
  if (key) ask(entry, signature, "signature", [key], place, state);
  return undefined;
}

/** Checks the rule `seen`. Of a block that is unknown, nothing is said. */
function seenFault({ index, hash }: Seen, place: EntryPlace, { recent }: ChainState): Fault | undefined {
  const { header } = place.block;
  const oldest = Math.max(1, header.index - WINDOW_BLOCKS);
  if (index < oldest || index >= header.index) {
    const expected = `seen: a block from ${oldest} to ${header.index - 1}`;
    return entryFault(
      place,
      "seen",
      expected,
      `seen: block ${index}`,
      "names a block that its author cannot have seen last.",
    );
  }
  const found = recent.hashAt(index);
  if (found === undefined || found === hash) return undefined;
  const detail = `was signed on a chain with another block ${index}: that block, or one before it, was replaced since.`;
  return entryFault(place, "seen", found, hash, detail);
}

/** Has a registrar's endorsement verified, if there is a registrar. */
function askRegistrars(entry: Entry, jws: string, place: EntryPlace, state: ChainState): Fault | undefined {
  if (!state.founded) return undefined;
  const { registrars } = state.founded;
  if (registrars.length > 0) {
    ask(entry, jws, "endorsement", registrars, place, state);
    return undefined;
  }
  const detail = "has an endorsement, although the founding of this ledger names no registrar.";
  return entryFault(place, "signature", "endorsement: absent", "endorsement: a signature", detail);
}

/** Has a signature verified, which must be that of one of the keys. Without genesis there is nothing to verify. */
function ask(
  entry: Entry,
  jws: string,
  by: Vouching,
  keys: readonly OpenedKey[],
  place: EntryPlace,
  { founded }: ChainState,
): void {
  if (!founded) return;
  const text = signedText(entry, founded.ledger, by);
  const [first, ...others] = keys;
  const verified = first && others.length === 0 ? verifySignature(jws, text, first) : isOfOne(jws, text, keys);
  const fault = () => {
    const [expected, actual] = [`${by}: that of the key over this entry`, `${by}: another`];
    const detail = `has ${by === "signature" ? "a signature" : "an endorsement"} that does not fit its content, its key or this ledger.`;
    return entryFault(place, "signature", expected, actual, detail);
  };
  place.block.asked.push({ verified, fault });
}

async function isOfOne(jws: string, text: string, keys: readonly OpenedKey[]): Promise<boolean> {
  for (const key of keys) if (await verifySignature(jws, text, key)) return true;
  return false;
}

function keyFault(place: EntryPlace, clause: string): Fault {
  return entryFault(place, "key", `a key that ${clause}`, "another", `has a key that no ledger accepts: it ${clause}.`);
}

function notEnrolledFault(place: EntryPlace): Fault {
  const expected = "the thumbprint of an enrolled key";
  return entryFault(place, "key", expected, "another", "names a key that was not enrolled before.");
}

function revokedFault(place: EntryPlace, { revokedBy }: EnrolledKey): Fault {
  const detail = `is by a key, or revokes one, that entry ${revokedBy} had revoked.`;
  return entryFault(place, "key", "a key that was not revoked", `a key that entry ${revokedBy} revoked`, detail);
}
