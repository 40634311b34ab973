import * as z from "zod";
import { subjectFault } from "../../chain/records/record-text.ts";
import { SUBJECT_LIMIT } from "../../chain/records/record.ts";
import type { PublicJwk } from "../../chain/sealed/entry.ts";
import { SUBJECT_NAME } from "../../evidence/receipts/disclosures.ts";
import { jws, signedIndex } from "./authorship.ts";
import { headerSchema } from "./header.ts";
import { ordinal } from "./numbers.ts";
import { publicJwkSchema, submittedJwk, thumbprint } from "./public-key.ts";
import { entryReceiptSchema } from "./records.ts";
import { disclosuresOf, openFields } from "./signed-record.ts";
import type { Value } from "./value.ts";

/** The most keys of a page, and how many it has unless the query says otherwise. */
const PAGE = { most: 1_000, usual: 100 } as const;

/** What a client sends to enrol a key, with the subject that it discloses. */
interface Enrolment {
  readonly public_key: PublicJwk;
  readonly disclosures: readonly string[];
  readonly subject: string;
  readonly signature: string;
  readonly endorsement?: string | undefined;
}

const endorsement = jws(
  "By the registrar, over the entry without it and with the hash of the ledger's genesis as `ledger`.",
);

/** `["lklxF5jMYlGTPUovMNIvCA","subject","dr-rao"]` */
const EXAMPLE = "WyJsa2x4RjVqTVlsR1RQVW92TU5JdkNBIiwic3ViamVjdCIsImRyLXJhbyJd";

export const enrolmentSchema = z
  .strictObject({
    public_key: submittedJwk("The key to enrol, whose thumbprint is in the path."),
    disclosures: disclosuresOf([SUBJECT_NAME], EXAMPLE),
    signature: jws(
      "By the key itself, over `kind` (key), `public_key`, `commitment` (to the subject) and `ledger` (the hash of genesis).",
    ),
    endorsement: endorsement.optional(),
  })
  .transform((sent, context): Enrolment => {
    const opened = openFields(sent.disclosures, [SUBJECT_NAME], (_, subject) => subjectFault(subject), context);
    return opened ? { ...sent, subject: opened.subject } : z.NEVER;
  })
  .meta({
    id: "KeyEnrolment",
    description: `The subject is whose key it is: the \`sub\` of a token, of at most ${SUBJECT_LIMIT} characters.`,
  });

export const keyRevocationSchema = z
  .strictObject({
    revoked: z.literal(true, {
      error: ({ input }) => (input === undefined ? "is missing" : "must be true: no revocation is ever taken back"),
    }),
    compromised_since: signedIndex.optional().meta({
      description:
        "The index of the block since which the key's signatures are disputed. It needs a signature or an endorsement.",
    }),
    signature: jws(
      "By the key itself, over `kind` (revocation), `revokes` (the thumbprint), `compromised_since` if it is given, and `ledger`.",
    ).optional(),
    endorsement: endorsement.optional(),
  })
  .transform(({ compromised_since, signature, endorsement: endorsed }) => ({
    compromised_since,
    signature,
    endorsement: endorsed,
  }))
  .meta({ id: "KeyRevocation" });

const entryPosition = z.object({
  entry: z.int().min(1).meta({ description: "The entry's number." }),
  block: z.int().min(1).meta({ description: "The index of its block." }),
  at: z.string().meta({ format: "date-time", description: "The timestamp of its block." }),
});

/** Who vouches for the names of keys. */
export const names = z.enum(["operator", "registrar"]).meta({
  description:
    "Who vouches for the names of keys: the registrar that genesis names, who endorses each, or the operator alone.",
});

export const keyViewSchema = z
  .object({
    thumbprint,
    public_key: publicJwkSchema,
    state: z.enum(["enrolled", "revoked"]),
    enrolled: entryPosition.meta({ description: "The entry that enrolled it." }),
    revoked: entryPosition
      .exactOptional()
      .meta({ description: "The entry that revoked it. What the key signed before stays valid." }),
    compromised_since: z.int().min(1).exactOptional().meta({
      description:
        "The index of the block since which the key's signatures are disputed; they stay valid all the same.",
    }),
    endorsed: z.boolean().meta({ description: "Whether the ledger's registrar endorsed it." }),
    subject: z.string().nullable().exactOptional().meta({
      description: "Whose key it is, for tokens with `record:read`; null once that was erased.",
    }),
  })
  .meta({ id: "Key", description: "The key of an author, as the chain has it." });

export const keysSchema = z
  .object({
    names,
    keys: z.array(keyViewSchema).meta({ description: "In the order of their enrolment." }),
    next: z.string().exactOptional().meta({ description: "The path of the next page, if there is one." }),
  })
  .meta({ id: "Keys" });

export const keySchema = keyViewSchema.extend({ names }).meta({ id: "KeyWithNames" });

export const enrolledKeySchema = z
  .object({ message: z.string(), key: keyViewSchema, block: headerSchema, receipt: entryReceiptSchema })
  .meta({ id: "EnrolledKey" });

export const revokedKeySchema = z.object({ message: z.string(), key: keyViewSchema }).meta({ id: "RevokedKey" });

/** The key of an author, as its routes serve it. */
export type KeyBody = Value<typeof keyViewSchema>;

/** Which keys to return. */
export const keysQuery = z.strictObject({
  from: ordinal.default(1).meta({
    description: "The least number of the entry that enrolled a key; 1 by default.",
    example: 1,
  }),
  limit: ordinal
    .refine((limit) => limit <= PAGE.most, `must be at most ${PAGE.most}`)
    .default(PAGE.usual)
    .meta({
      override: { type: "integer", minimum: 1, maximum: PAGE.most },
      description: `The maximum number of keys; ${PAGE.usual} by default.`,
      example: 100,
    }),
});

/** The path parameter that identifies a key. */
export const keyPath = z.strictObject({ thumbprint });
