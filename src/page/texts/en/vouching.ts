import { shortThumbprint } from "../../keys/short-thumbprint.ts";
import { number, time } from "../../language/format.ts";
import { plural } from "./plural.ts";

/** A block with its date, as in "block 12 (3 May 2026, 10:15:00)". */
function blockOf(index: number, at: string): string {
  return `block ${number(index)} (${time(at)})`;
}

/** The texts about who vouches for what, and about why the page does not sign. */
export const vouchingStrings = {
  key: (thumbprint: string) => `key ${shortThumbprint(thumbprint)}`,

  vouched: {
    unsigned: "Unsigned: only the operator says who registered it.",
    unsignedErasure: "Unsigned: only the operator says who asked for it.",
    signedBy: "Signed by",
    you: "you",
    since: "whose key has been known since",
    loading: "asking who that is…",
    operator: "name vouched for by the operator",
    registrar: "name vouched for by the registrar",
    erased: "name erased",
    notFound: "which is not enrolled on this ledger",
    revoked: (index: number, at: string) => `The key was revoked later, in ${blockOf(index, at)}.`,
    disputed: (index: number) =>
      `Disputed: the key was revoked, and may have been in the wrong hands since block ${number(index)}.`,
    holds: "Signature verified",
    fails: "The signature is not that of this key",
    unchecked: "Signature not checked",
    checking: "Checking the signature…",
    enrols: "Enrols the",
    revokes: "Revokes the",
    disputes: (index: number) => `and disputes what it signed since block ${number(index)}`,
    block: blockOf,
  },

  founding: {
    sandbox: "Sandbox",
    deletable: "can be deleted, with everything in it",
    signatures: "Signatures",
    required: "required on records and corrections",
    optional: "optional",
    registrar: "Registrar's key",
    noRegistrar: "none: the operator vouches for the names of keys",
    successor: "Successor's key",
  },

  /** Why the page does not sign. */
  faults: {
    genesis: "Not signed: the ledger's first block is not a valid one.",
    hash: (index: number) => `Not signed: the hash or the proof of block ${number(index)} is wrong.`,
    link: (index: number) => `Not signed: block ${number(index)} is not linked to the block before it.`,
    shorter: (length: number, before: number) =>
      `Not signed: the ledger has ${plural(length, "block")}, and had ${number(before)} when this browser checked it last. Keep what you know of it, and ask whoever runs it.`,
    replaced: (index: number) =>
      `Not signed: block ${number(index)} is not the one that this browser checked last. The ledger's history was replaced. Ask whoever runs it.`,
    otherLedger:
      "Not signed: another ledger has taken the place of the one that this browser knows under this name. Its first block is a different one.",
    accept: "Accept the new ledger",
  },
};
