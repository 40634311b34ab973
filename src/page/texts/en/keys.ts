import { shortThumbprint } from "../../keys/short-thumbprint.ts";
import { number } from "../../language/format.ts";
import { plural } from "./plural.ts";
import { vouchingStrings } from "./vouching.ts";

/** The texts about keys, signatures, and who vouches for what. */
export const keyStrings = {
  title: "Keys",
  lead: "Whoever registers records with a key of their own vouches for them: the ledger cannot make up a signature. Without one, only the operator says who registered what.",
  plain: "This is a plain ledger. Only a sealed one has keys and signatures.",
  loading: "Loading the keys…",
  state: { enrolled: "Enrolled", revoked: "Revoked" },

  mine: {
    title: "My key",
    explain: {
      summary: "What the key is, and what signing means",
      points: [
        "Signing a record means: I vouch for what it says, and I had seen this chain up to its newest block. Whoever knows your key can check that, for as long as the chain exists.",
        "The key cannot be copied out of this browser, not even by you. Whoever can use this browser while you are signed in can sign with it, though.",
        "If the browser's data is deleted, the key is lost. What it signed stays valid. It can then only be revoked: by you, signed in from anywhere, or by somebody whose token has the scope key:revoke. Then make and enrol a new one.",
        "This page comes from the ledger's own server. Whoever could change it there could have your browser sign something else: if that matters, sign with a program of your own.",
        "Your key is kept for you alone: others who sign in on this browser have keys of their own. One key is enough for all ledgers at this address; it is enrolled on each of them.",
      ],
    },
    loading: "Looking for your key…",
    none: "This browser has no key of yours yet.",
    make: "Make my key",
    making: "Making it…",
    failed: (message: string) => `This browser cannot keep a key: ${message}`,
    thumbprint: "Thumbprint",
    algorithm: "Algorithm",
    copy: "Copy the thumbprint",
    copied: "Copied.",
    notCopied: "The browser does not let the page copy. Select the text instead.",
    notEnrolled: "Your key is not enrolled on this ledger yet, so it cannot sign here.",
    scopeMissing:
      "Your token lacks the scope key:enrol, which enrolling a key needs. Sign in with a token that has it, or ask whoever issues your tokens.",
    enrol: "Enrol it as",
    enrolHint:
      "An entry with the public key is mined. Your name enters the chain only as a commitment, and can be erased later.",
    enrolling: "Enrolling…",
    waiting: "The key was accepted, and its entry is waiting to be mined…",
    enrolled: (index: number, at: string) =>
      `Enrolled since ${vouchingStrings.vouched.block(index, at)}. It signs what you register here.`,
    revoked: (index: number, at: string) =>
      `Revoked since ${vouchingStrings.vouched.block(index, at)}. It signs nothing more here; what it signed before stays valid. To sign on this ledger again, you need a new key. This browser keeps one key for all ledgers at this address: before you forget this one, make sure that no other ledger needs it. If it may have been in the wrong hands, revoke it on each ledger first.`,
    forget: "Forget this key",
    forgetTitle: "Remove your key from this browser?",
    forgetLead:
      "Nothing can bring it back. What it signed stays valid, and it stays enrolled wherever it is: revoke it there first, so that nobody else can ever use it.",
    forgetConfirm: "Remove the key",
    keep: "Keep the key",
  },

  registrar: {
    title: "The registrar's endorsement",
    lead: "On this ledger a registrar confirms whose key each key is. Hand over the request, and paste the endorsement that comes back.",
    request: "Request for the registrar",
    make: "Make the request",
    copy: "Copy the request",
    download: "Download the request",
    endorsement: "Endorsement",
    endorsementHint:
      "The endorsement, or the whole request that came back with it. Until then this browser keeps the request.",
    submit: "Enrol with this endorsement",
    discard: "Discard the request",
    faults: {
      missing: "Not sent: this is your request, but the registrar has not endorsed it yet.",
      otherRequest:
        "Not sent: this is another request than the one that this browser keeps. Hand that one to the registrar.",
      form: "Not sent: this is neither an endorsement nor a request that contains one.",
      by: "Not sent: the endorsement is not by this ledger's registrar.",
      other:
        "Not sent: the registrar endorsed something else with it, such as an earlier request. Hand the request above to the registrar again.",
    },
  },

  revoke: {
    open: "Revoke",
    openOf: (thumbprint: string) => `Revoke the ${vouchingStrings.key(thumbprint)}`,
    title: "Revoke this key?",
    lead: "Once the entry that says so is on the chain, it signs nothing more. What it signed before stays valid. This cannot be undone: a revoked key is never enrolled again.",
    since: "It may have been in the wrong hands since block (optional)",
    sinceHint: (first: number, last: number) =>
      `A number from ${number(first)} to ${number(last)}. Everything that the key signed from that block on stays on the chain and is marked as disputed.`,
    sinceElsewhere:
      "Only the key itself, or the registrar, can say since when it was in the wrong hands. If you revoke it here, nothing that it signed is disputed.",
    confirm: "Revoke the key",
    keep: "Keep the key",
    revoking: "Revoking…",
    done: "The key is revoked.",
    accepted: "The revocation was accepted, and its entry is waiting to be mined.",
  },

  signing: {
    legend: "Signature",
    with: (thumbprint: string) => `Sign with my key ${shortThumbprint(thumbprint)}`,
    hint: "You then vouch for it. Without your signature, only the operator says that it came from you.",
    demanded: (thumbprint: string) =>
      `It is signed with your key ${shortThumbprint(thumbprint)}: this ledger takes nothing unsigned.`,
    unsigned: "It will not be signed: only the operator says who it came from.",
    noKey: "This browser has no key of yours yet.",
    notEnrolled: "Your key is not enrolled on this ledger.",
    revoked: "Your key was revoked.",
    setUp: "Set up my key",
    required:
      "This ledger takes only signed records and corrections. To register one here, you need a key that is enrolled.",
    checking: "Looking for your key…",
    onlyCurrent: "The erasure is not signed: only that of a record's current version can be.",
  },

  list: {
    title: "Keys of this ledger",
    none: "No key is enrolled on this ledger yet.",
    names: {
      operator: "Names are vouched for by the operator: this ledger has no registrar.",
      registrar: "Names are vouched for by the registrar whom the ledger's first block names.",
    },
    hidden: "Names are shown to those whose token has the scope record:read.",
    since: "since",
    revoked: "revoked in",
    disputed: (index: number) => `disputed since block ${number(index)}`,
    more: "Show more keys",
  },

  page: {
    back: "All keys",
    title: (thumbprint: string) => `Key ${shortThumbprint(thumbprint)}`,
    loading: "Loading the key…",
    notFound: "This ledger has no key with that thumbprint.",
    facts: "What the ledger says",
    yours: "This is your key in this browser.",
    state: "State",
    subject: "Subject",
    noSubject: "erased",
    hiddenSubject: "your token lacks the scope record:read",
    enrolled: "Enrolled",
    revoked: "Revoked",
    disputed: "Disputed since",
    block: (index: number) => `block ${number(index)}`,
    endorsed: "Endorsed",
    endorsedBy: { registrar: "by the registrar", operator: "by nobody: this ledger has no registrar" },
    entry: (place: number) => `entry ${number(place)}`,
    signedTitle: "What it signed",
    look: "Look through the newest blocks",
    earlier: "Look through earlier blocks",
    looking: "Looking…",
    looked: (first: number, last: number, count: number) =>
      `${count === 0 ? "Nothing" : plural(count, "entry", "entries")} signed with this key in blocks ${number(first)} to ${number(last)}.`,
    list: "Entries signed with this key",
    disputedEntry: "Disputed",
  },
};
