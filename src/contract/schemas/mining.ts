import * as z from "zod";
import { blockSchema } from "./block.ts";
import { receiptSchema } from "./evidence.ts";
import { candidateHeaderSchema, headerSchema } from "./header.ts";
import { entryReceiptSchema } from "./records.ts";
import { puzzleFields, tipSchema } from "./ledger.ts";
import type { Value } from "./value.ts";

export const workSchema = z
  .object({
    ...puzzleFields,
    tip: tipSchema,
    candidate: blockSchema.omit({ proof: true, hash: true }).meta({ id: "CandidateBlock" }),
  })
  .meta({ id: "Work" });

export const sealedWorkSchema = z
  .object({ ...puzzleFields, tip: tipSchema, candidate: candidateHeaderSchema })
  .meta({ id: "SealedWork" });

/** The response of `POST /work` with work for an external miner, on a plain ledger. */
export type Work = Value<typeof workSchema>;

export const minedSchema = z
  .object({ message: z.string(), block: blockSchema, receipt: receiptSchema.optional() })
  .meta({ id: "Mined" });

/**
 * The response of `POST /mine_block` with a block of a plain ledger, and of `POST /work` for a record that is already on
 * the chain.
 */
export type MinedBody = Value<typeof minedSchema>;

const registered = z.object({ number: z.int().min(1).meta({ description: "The record's number." }) });

/** On a sealed ledger, a record whose block is mined. */
export const registeredSchema = z
  .object({ message: z.string(), block: headerSchema, record: registered, receipt: entryReceiptSchema })
  .meta({ id: "Registered" });

/** On a sealed ledger, a record that was accepted before. */
export const repeatedSchema = z.object({ message: z.string(), record: registered }).meta({ id: "Repeated" });

/** On a sealed ledger, the block of an external miner. */
export const minedHeaderSchema = z
  .object({ message: z.string(), block: headerSchema, receipt: receiptSchema })
  .meta({ id: "MinedHeader" });

export const acceptedSchema = z.object({ message: z.string(), id: z.string() }).meta({ id: "Accepted" });
