import {
  ALL_SCOPES,
  DEVELOPMENT,
  KEY_FOLDER,
  openTokenKey,
  signToken,
  type TokenClaims,
} from "../../../src/cli/keys/token-key.ts";

/** A token signed with the development key, for a student with all rights for an hour, except as the claims say. */
export async function tokenFor(claims: Partial<TokenClaims> = {}): Promise<string> {
  const standard = { ...DEVELOPMENT, subject: "student", scope: ALL_SCOPES, ledgers: ["*"], expires: "1h" };
  return signToken(await openTokenKey(KEY_FOLDER), { ...standard, ...claims });
}

/** A token with another token's signature. */
export async function forged(claims: Partial<TokenClaims> = {}): Promise<string> {
  const [head, body] = (await tokenFor(claims)).split(".");
  return `${head}.${body}.${(await tokenFor({ subject: "nobody" })).split(".")[2]}`;
}
