import { expect, test } from "vitest";
import { isEquivalent, opens, readToken } from "../../src/page/session/token.ts";
import { tokenFor } from "../support/page/tokens.ts";

const token = await tokenFor();
/** Wrapped as by a mail program: every 60 characters, with the prefix of a quotation before each line. */
const wrapped = (text: string, start = "") => text.replace(/.{60}/g, `$&\r\n${start}`);

test.each([
  ["alone", token],
  ["with blanks and line ends around it", `\r\n \t${token}\u00a0\n`],
  ["after Bearer", `Bearer ${token}`],
  ["after bearer, in lower case and with a colon", `bearer: ${token}`],
  ["as a header", `Authorization: Bearer ${token}`],
  ["as a header in a curl command", `-H "Authorization: Bearer ${token}"`],
  ["in double quotes", `"${token}"`],
  ["in single quotes", `'${token}'`],
  ["in backticks", `\`${token}\``],
  ["in angle brackets", `<${token}>`],
  ["quoted, with Bearer inside the quotes", `"Bearer ${token}"`],
  ["quoted, and Bearer before the quote", `Bearer "${token}"`],
  ["as an assignment of the shell", `TOKEN=${token}`],
  ["as an exported, quoted assignment", `export TOKEN="${token}"`],
  ["as the answer of an identity provider", JSON.stringify({ access_token: token, token_type: "Bearer" })],
  ["as a link", `http://localhost:8787/#token=${token}`],
  ["as a link to a host whose name looks like the start of a token", `https://survey.ey.example.org/#token=${token}`],
  ["as a link without its protocol", `ledger.example.org/#token=${token}`],
  ["as a link in angle brackets", `<https://ledger.example.org/#token=${token}>`],
  ["broken over lines", wrapped(token)],
  ["as a broken link", wrapped(`http://localhost:8787/#token=${token}`)],
  ["in a quoted email", `> ${wrapped(`Authorization: Bearer ${token}`, "> ")}`],
  ["with invisible characters", `\ufeff${token.slice(0, 40)}\u200b${token.slice(40, 80)}\u00ad${token.slice(80)}`],
])("a token is read %s", (_, text) => {
  expect(readToken(text)?.token).toBe(token);
});

test.each([
  ["no characters", ""],
  ["words", "no token at all"],
  ["a host", "ledger.example.org"],
  ["a link without a token", "http://localhost:8787/#/main/mine"],
  ["a link with an empty token", "http://localhost:8787/#token="],
  ["half a token", token.split(".").slice(0, 2).join(".")],
  ["three parts that are not JSON", "ey.ey.ey"],
  ["Bearer alone", "Bearer"],
])("no token is read from %s", (_, text) => {
  expect(readToken(text)).toBeUndefined();
});

/** A token with these claims and an invalid signature. */
function unsigned(claims: object): string {
  return `eyJhbGciOiJFUzI1NiJ9.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.AAAA`;
}

test.each([
  [{ scope: "chain:read chain:mine" }],
  [{ scp: "chain:read chain:mine" }],
  [{ scp: ["chain:read", "chain:mine"] }],
  [{ roles: ["chain:read", "chain:mine"] }],
  [{ scope: "chain:read", permissions: ["chain:mine"] }],
  [{ scope: "https://ledger.example.org/chain:read https://ledger.example.org/chain:mine" }],
])("a token's scopes are read from any identity provider's claims: %j", (claims) => {
  expect([...(readToken(unsigned(claims))?.scopes ?? [])].toSorted()).toEqual(["chain:mine", "chain:read"]);
});

test.each([
  [{}, "main", true],
  [{}, "class-7", false],
  [{ ledgers: ["class-7"] }, "class-7", true],
  [{ ledgers: ["class-7"] }, "class-7-ana", false],
  [{ ledgers: ["class-7-*"] }, "class-7-ana", true],
  [{ ledgers: "class-7 class-8" }, "class-8", true],
  [{ ledgers: [] }, "main", false],
  [{ ledgers: [7, null] }, "main", false],
])("with the claims %j a token opens %s: %s", (claims, name, isOpen) => {
  const session = readToken(unsigned(claims));
  expect(session && opens(session, name)).toBe(isOpen);
});

test.each([[{ sub: 7 }], [{ sub: null, iss: {}, exp: "soon", scope: 5, ledgers: 3 }]])(
  "claims of another type are ignored: %j",
  (claims) => {
    expect(readToken(unsigned(claims))).toMatchObject({ subject: "" });
  },
);

test.each([
  [{}, true],
  [{ exp: 2 }, true],
  [{ scope: "b a" }, true],
  [{ scope: "a" }, false],
  [{ sub: "li" }, false],
  [{ iss: "other" }, false],
  [{ ledgers: ["main", "x"] }, false],
  [{ patients: ["P-1"] }, false],
  [{ patients: [] }, false],
])("a token that differs in %j is for the same person with the same rights: %s", (claims, isSame) => {
  const standard = { iss: "issuer", sub: "ana", exp: 1, scope: "a b", ledgers: ["main"] };
  const [one, other] = [readToken(unsigned(standard)), readToken(unsigned({ ...standard, ...claims }))];
  expect(one && other && isEquivalent(one, other)).toBe(isSame);
});
