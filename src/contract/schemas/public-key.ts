import * as z from "zod";
import { fromBase64url } from "../../chain/text/base64url.ts";
import { isObject } from "../../chain/sealed/header-format.ts";
import type { PublicJwk } from "../../chain/sealed/entry.ts";
import { jwkFault } from "../../chain/sealed/public-key.ts";

/** 32 bytes as base64url without padding. */
const coordinate = z.string().meta({ description: "32 bytes as base64url without padding." });

/** A public key as it is served. */
export const publicJwkSchema = z
  .union([
    z.object({ kty: z.literal("OKP"), crv: z.literal("Ed25519"), x: coordinate }),
    z.object({ kty: z.literal("EC"), crv: z.literal("P-256"), x: coordinate, y: coordinate }),
  ])
  .meta({
    id: "PublicJwk",
    description: "A public Ed25519 or P-256 key as a JSON Web Key, with the members of RFC 7638 and no other.",
  });

/** The members in which private and secret keys are (RFC 7518, sections 6.2.2, 6.3.2 and 6.4; RFC 8037, section 2). */
const SECRET = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/**
 * A public key in a request. Its form is checked; whether it can verify anything shows only when it is imported.
 *
 * @param description what the key is for
 */
export const submittedJwk = (description: string) =>
  z
    .unknown()
    .transform((value, context): PublicJwk => {
      const message = value === undefined ? "is missing" : clauseOf(value);
      if (message === undefined) return value as PublicJwk;
      context.addIssue({ code: "custom", message, input: undefined });
      return z.NEVER;
    })
    .meta({ override: { $ref: "#/components/schemas/PublicJwk" }, description });

/** What is wrong with a key, as a clause. It quotes nothing, least of all a private key. */
function clauseOf(value: unknown): string | undefined {
  if (!isObject(value)) return "must be a public JSON Web Key";
  if (SECRET.some((member) => Object.hasOwn(value, member))) {
    return "must be the public key alone. Never send a private key: if this one was real, make another";
  }
  return jwkFault(value);
}

/** What is wrong with a value that is not text. */
export const notText = ({ input }: { readonly input?: unknown }) =>
  input === undefined ? "is missing" : "must be text";

/** The thumbprint of a key. */
export const thumbprint = z
  .string({ error: notText })
  .refine(
    (text) => text.length === 43 && fromBase64url(text) !== undefined,
    "must be the RFC 7638 thumbprint of a key: 43 characters of base64url, whose case counts",
  )
  .meta({
    pattern: "^[A-Za-z0-9_-]{43}$",
    description: "The key's thumbprint (RFC 7638): base64url of SHA-256.",
    example: "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
  });
