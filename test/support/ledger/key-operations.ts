import { generateAuthorKey } from "../../../src/client/signing/author-key.ts";
import { revocation, type RevocationBody } from "../../../src/client/signing/enrolment.ts";
import type { Enrolment } from "../../../src/ledger/key-results.ts";
import { valueOf } from "./answers.ts";
import { AUTHOR, enrolmentOf, ledgerHash } from "./keys.ts";
import { deliverAlarm, faulty } from "./recovery.ts";
import { type SealedOperation, threeSealed } from "./sealed-operations.ts";
import type { SealedAcknowledged } from "./sealed-recovery.ts";

const KEY = await generateAuthorKey();

/** The block of the key that is revoked. */
const ENROLLED_IN = 4;

/** What the client sends, with other salts each time that it prepares this. */
let sent: Enrolment | undefined;
let revoking: RevocationBody | undefined;

async function enrol(kept: SealedAcknowledged): Promise<void> {
  if (!sent) throw new Error("nothing was prepared");
  const result = await valueOf(faulty().enrol(sent, AUTHOR));
  if (result.outcome !== "pending" && !("receipt" in result)) throw new Error(`not enrolled, but ${result.outcome}`);
  const known = kept.keys.get(KEY.thumbprint);
  kept.keys.set(KEY.thumbprint, { ...known, subject: AUTHOR.subject });
  if ("receipt" in result) kept.keyReceipts.push(result.receipt);
}

async function revoke(kept: SealedAcknowledged): Promise<void> {
  if (!revoking) throw new Error("nothing was prepared");
  const { outcome } = await valueOf(faulty().revoke(KEY.thumbprint, revoking, AUTHOR));
  if (!["pending", "revoked", "revoked-before"].includes(outcome)) throw new Error(`not revoked, but ${outcome}`);
  kept.keys.set(KEY.thumbprint, { subject: AUTHOR.subject, compromisedSince: ENROLLED_IN });
}

/** A client that got no answer sends the same again, or seals the subject again. */
const asked = (): Promise<Enrolment> => enrolmentOf(KEY);

/** Operations on the keys of authors. */
export const KEY_OPERATIONS: readonly SealedOperation[] = [
  {
    name: "enrolling a key while its client waits",
    records: [],
    isOnExisting: true,
    prepare: async (kept) => {
      await threeSealed(kept);
      sent = await asked();
    },
    act: async (kept) => {
      await enrol(kept);
      return [];
    },
    repeat: async (kept) => {
      await enrol(kept);
      sent = await asked();
      await enrol(kept);
    },
  },
  {
    name: "revoking a key as compromised while its client waits",
    records: [],
    isOnExisting: true,
    prepare: async (kept) => {
      await threeSealed(kept);
      sent = await asked();
      await enrol(kept);
      const options = { ledger: await ledgerHash(), compromised_since: ENROLLED_IN, key: KEY };
      revoking = await revocation(KEY.thumbprint, options);
      await deliverAlarm();
    },
    act: async (kept) => {
      await revoke(kept);
      return [];
    },
    repeat: revoke,
  },
];
