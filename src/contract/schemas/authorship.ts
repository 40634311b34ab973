import * as z from "zod";
import { isHash } from "../../chain/format.ts";
import { notText, thumbprint } from "./public-key.ts";

/** The index of a block in signed JSON. Digits in a text are none: the text that is signed has a number. */
export const signedIndex = z
  .int({ error: ({ input }) => (input === undefined ? "is missing" : "must be a whole number up to 2^53 - 1") })
  .min(1, "must be a whole number from 1");

/** The most characters of a signature. None that verifies is half as long. */
const LONGEST = 512;

/** A signature. Whether it is one, and whose, is for the ledger to find out. */
export const jws = (description: string) =>
  z
    .string({ error: notText })
    .regex(new RegExp(`^[!-~]{1,${LONGEST}}$`), `must be a compact JWS, of at most ${LONGEST} visible ASCII characters`)
    .meta({ description: `A compact JWS with detached payload (RFC 7515, appendix F). ${description}` });

const seen = z
  .strictObject(
    {
      index: signedIndex.meta({ example: 41 }),
      hash: z.string({ error: notText }).refine(isHash, "must be 64 lower-case hex digits"),
    },
    { error: ({ input }) => (input === undefined ? "is missing" : "must be an object with index and hash") },
  )
  .meta({
    id: "Seen",
    description:
      "A block of this ledger that the author has seen: one of the newest 512. Everything up to it is vouched for.",
  });

/** What an author adds to an entry in order to vouch for it. */
export const authorship = {
  author: thumbprint.meta({ description: "The RFC 7638 thumbprint of the author's key, which must be enrolled." }),
  seen,
  signature: jws("By the author, over the entry without it and with the hash of the ledger's genesis as `ledger`."),
};
