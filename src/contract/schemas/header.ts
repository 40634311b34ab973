import * as z from "zod";
import type { Entry } from "../../chain/sealed/entry.ts";
import { isTimestamp } from "../../chain/format.ts";
import { wholeNumber } from "./numbers.ts";
import { publicJwkSchema } from "./public-key.ts";

/** The attributes of a header as a miner starts from them. */
const candidate = {
  index: z.int().min(1).meta({ description: "Consecutive, starting with 1 for genesis." }),
  timestamp: z.string().meta({ format: "date-time", example: "2026-01-02T00:00:00.000Z" }),
  first_entry: z
    .int()
    .min(1)
    .meta({ description: "The number of its first entry. Entries are numbered from 1 over the whole chain." }),
  last_entry: z.int().min(1).meta({ description: "The number of its last entry." }),
  merkle_root: z.string().meta({ description: "The RFC 6962 root over its entries, in hex." }),
  mined_by: z
    .string()
    .meta({ description: "`ledger`, `genesis`, or the pseudonym of an external miner: 16 hex digits." }),
  difficulty: z.int().meta({ description: "How many leading zero bits hash must have." }),
  previous_hash: z.string().meta({ description: "The hash of the previous block; 0 for genesis." }),
};

export const candidateHeaderSchema = z.object(candidate).meta({ id: "CandidateHeader" });

export const headerSchema = z
  .object({
    ...candidate,
    proof: z.int().min(0).meta({ description: "The nonce that solves the puzzle." }),
    hash: z.string().meta({ description: "SHA-256, in hex, of the RFC 8785 bytes of the header without hash." }),
  })
  .meta({ id: "Header", description: "The header of a sealed ledger's block, which commits to its entries." });

/** Described by the attributes that readers of records meet; an entry has more, depending on its kind. */
const anyEntry = z
  .looseObject({
    kind: z.string().meta({
      description:
        "`founding` in genesis; `record` for a registered record, `correction` for its new version, `erasure` for its end; " +
        "`key` for the key of an author, `revocation` for its end.",
    }),
    commitment: z.string().optional().meta({
      description: "Of a record, a correction or a key: the salted hash that its disclosures lead to, in hex.",
    }),
    corrects: z
      .int()
      .min(2)
      .optional()
      .meta({ description: "Of a correction: the number of the version that it replaces." }),
    erases: z.int().min(2).optional().meta({
      description:
        "Of an erasure: the number of the record's last version, with which all others were erased, or of the key's entry.",
    }),
    author: z
      .string()
      .optional()
      .meta({ description: "Of what its author signed: the thumbprint of the author's key (RFC 7638)." }),
    seen: z
      .object({ index: z.int().min(1), hash: z.string() })
      .optional()
      .meta({ description: "Of what its author signed: a block that the author had seen." }),
    signature: z.string().optional().meta({
      description: "A compact JWS with detached payload (RFC 7515, appendix F): the author's, or the key's own.",
    }),
    endorsement: z
      .string()
      .optional()
      .meta({ description: "Of a key or a revocation: the registrar's, of the same kind." }),
    public_key: publicJwkSchema.optional().meta({ description: "Of a key: the key itself." }),
    revokes: z.string().optional().meta({ description: "Of a revocation: the key's thumbprint." }),
    compromised_since: z.int().min(1).optional().meta({
      description: "Of a revocation: the index of the block since which the key's signatures are disputed.",
    }),
  })
  .meta({ id: "Entry" });

export const entrySchema = anyEntry as unknown as z.ZodType<Entry>;

export const sealedBlockSchema = headerSchema
  .extend({ entries: z.array(entrySchema).meta({ description: "In the order of their numbers." }) })
  .meta({ id: "SealedBlock", description: "A block of a sealed ledger. It holds no patient data." });

const hex = (text: z.ZodString) => text.regex(/^[0-9a-f]{64}$/, "must be 64 lower-case hex digits");

/** The attributes of a header that an external miner chose, with the proof that it found. */
export const submittedHeaderSchema = z
  .strictObject({
    previous_hash: hex(z.string({ error: textFault })).meta({ description: "That of the candidate." }),
    last_entry: wholeNumber(1).meta({
      description:
        "The number of the last entry. The first is the oldest that is waiting, so the entries are a prefix.",
    }),
    merkle_root: hex(z.string({ error: textFault })).meta({ description: "That of the candidate." }),
    timestamp: z
      .string({ error: textFault })
      .refine(isTimestamp, "must be an RFC 3339 time in UTC with milliseconds")
      .meta({ format: "date-time", description: "That of the candidate, or a later one." }),
    proof: wholeNumber(0).meta({ description: "The nonce that solves the puzzle." }),
  })
  .meta({ id: "SubmittedHeader" });

/** What is wrong with a value that is not text. */
function textFault({ input }: { readonly input?: unknown }): string {
  return input === undefined ? "is missing" : "must be text";
}
