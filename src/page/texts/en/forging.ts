import type { FoundingEntry } from "../../../chain/sealed/entry.ts";

/** The texts of the tour's step on signatures, except for its title, task and takeaway. */
export const forgingStrings = {
  parts: {
    unsigned: {
      title: "Without signatures",
      lead: "Dr. Osei has registered a record. The chain holds a commitment to it, and your own list says that it is hers. Register another record, and write her name beside it.",
    },
    signed: {
      title: "With signatures",
      lead: "On this ledger, every record must be signed. Dr. Osei's key is on the chain: everybody can check her signatures with it, and only she can make them. Try to register a record in her name all the same.",
    },
    names: {
      title: "A second key in her name",
      lead: "The chain does not say whose key is whose. Your list does. So make a new key, enrol it as Dr. Osei's, and sign a record with it.",
    },
    seen: {
      title: "Rewrite what she has seen",
      lead: "In entry 5, Dr. Osei has also signed which block she had seen last: block 3. Put another record into that block, sign it with your own key, as you may, and mine all blocks again.",
    },
  },
  goOn: ["Go on: require signatures", "Go on: enrol a second key", "Go on: rewrite a block"],
  attempts: {
    unsigned: {
      label: "Register a record in her name",
      means:
        "The forgery passes every check. Nothing on the chain says who registered it. Only your list does, and you write that list.",
    },
    without: {
      label: "Leave out the signature",
      means: "The first block says that records must be signed, and nobody can change that any more.",
    },
    own: {
      label: "Sign with your own key",
      means: "The entry names her key, but the signature was made with yours. Her public key is enough to see that.",
    },
    copied: {
      label: "Copy her signature from entry 5",
      means: "A signature covers the whole entry. Hers was made for the record in entry 5, and fits no other.",
    },
    second: {
      label: "Enrol a second key in her name",
      means:
        "The forgery passes every check: the signature is right, and whose key it is, you say. Only those who know Dr. Osei's real key, and pin it when they verify, see that this is another one.",
    },
    unendorsed: {
      label: "Try it on a ledger with a registrar",
      means:
        "The first block of this ledger names a registrar, who endorses a key only after finding out whose it is. No other key counts.",
    },
    endorsed: {
      label: "Endorse the key yourself",
      means: "Only the registrar's key makes an endorsement, and you do not have it.",
    },
    rewritten: {
      label: "Rewrite block 3 and mine again",
      means:
        "Every hash, link and proof of the new blocks is right. But Dr. Osei's entry names the block 3 that she had seen, and it is gone.",
    },
    adjusted: {
      label: "Change what she has seen as well",
      means:
        "Now her entry names the new block 3. But she has signed what she had seen, so her signature no longer fits. You can only leave her record out, and then she still has her receipt.",
    },
  },
  entries: {
    number: (place: number) => `Entry ${place}:`,
    founding: ({ signatures, registrar }: FoundingEntry) =>
      `founding${signatures === undefined ? "" : ", records must be signed"}${registrar === undefined ? "" : ", and keys endorsed"}`,
    key: "key",
    endorsed: ", endorsed",
    unsigned: "record, not signed",
    author: "record, author: key",
    seen: (block: number) => `, seen: block ${block}`,
    listed: { colleague: "your list: Dr. Osei", operator: "your list: you" },
  },
  valid: (length: number) => `is_valid: all ${length} blocks are valid`,
  notValid: (rule: string) => `is_valid: not valid, by the rule ${rule}`,
};
