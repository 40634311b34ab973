import * as fc from "fast-check";
import { expect, test } from "vitest";
import { generateAuthorKey } from "../../../src/client/signing/author-key.ts";
import { signEntry } from "../../../src/client/signing/sign-entry.ts";
import { ends, enrol, signed } from "../../support/http/authors.ts";
import { blocks, call, createWard, send } from "../../support/http/sealed.ts";
import { patient } from "../../support/worker/client.ts";
import { deployedWith, SIGNING } from "../../support/worker/deployment.ts";

deployedWith(SIGNING);

const key = await generateAuthorKey();
const stranger = await generateAuthorKey();

test("no body about keys and signatures leads to a server error, and what is refused changes nothing", async () => {
  await createWard();
  await enrol(key);
  const { ledger, tip } = await ends();
  const record = await signed(patient(1), key);
  const entry = await signEntry({ kind: "record", commitment: "0".repeat(64) }, key, ledger, tip);
  const odd = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom<unknown>(
      ...record.disclosures,
      record.author,
      record.signature,
      entry.seen,
      key.publicKey,
      1e21,
      "\ud800",
    ),
  );
  const names = fc.constantFrom(
    "disclosures",
    "author",
    "seen",
    "signature",
    "endorsement",
    "public_key",
    "revoked",
    "reason",
  );
  const changes = fc.dictionary(names, odd, { minKeys: 1, maxKeys: 3 });
  const routes = fc.constantFrom<readonly [method: string, path: string, good: object]>(
    ["POST", "/mine_block", record],
    ["POST", "/records/2/corrections", record],
    [
      "POST",
      "/records/9/erasure",
      { reason: "request", author: record.author, seen: record.seen, signature: record.signature },
    ],
    ["PUT", `/keys/${stranger.thumbprint}`, { public_key: stranger.publicKey, disclosures: [], signature: "a..b" }],
    ["PATCH", `/keys/${key.thumbprint}`, { revoked: true, signature: record.signature }],
  );
  await fc.assert(
    fc.asyncProperty(routes, changes, async ([method, path, good], change) => {
      const body = JSON.stringify({ ...good, ...change });
      fc.pre(body !== JSON.stringify(good));
      const headers = { "Content-Type": "application/json", "If-Match": "*" };
      const response = await call(path, { method, headers, body });
      expect({ status: response.status, text: await response.text() }).toMatchObject({
        status: expect.toSatisfy((status: number) => status >= 400 && status < 500) as number,
      });
    }),
    { numRuns: 150 },
  );
  expect(await blocks()).toHaveLength(2);
  expect((await send("/mine_block", record)).status).toBe(201);
});
