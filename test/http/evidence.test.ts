import { beforeEach, describe, expect, test } from "vitest";
import type { Block } from "../../src/chain/block.ts";
import { base64, fromBase64 } from "../../src/evidence/notes/base64.ts";
import { hex } from "../../src/chain/text/hex.ts";
import { openCheckpoint } from "../../src/evidence/notes/checkpoint.ts";
import { verifyConsistency } from "../../src/chain/merkle-tree.ts";
import type { VerifierKey } from "../../src/evidence/notes/note.ts";
import { parseReceipt, verifyReceipt } from "../../src/evidence/receipts/receipt.ts";
import type { MinedBody } from "../../src/contract/schemas/mining.ts";
import { call, grow, mineOn, post, rootOf, text, verifierKeysOf } from "../support/worker/named-ledgers.ts";
import { deployedWith, KEY, ORIGIN, SIGNING } from "../support/worker/deployment.ts";
import { storedChain } from "../support/storage/in-runtime.ts";
import { patient, request } from "../support/worker/client.ts";
import { expectProblem } from "../support/worker/problems.ts";

deployedWith(SIGNING);

const LEDGER = "clinic";
const SQUARES = { puzzle: "squares" } as const;
const LENGTH = 7;

let mined: MinedBody[];
let chain: Block[];
let keys: VerifierKey[];

beforeEach(async () => {
  mined = await grow(LEDGER, SQUARES, LENGTH);
  chain = await storedChain(LEDGER);
  keys = await verifierKeysOf(LEDGER);
});

const textOf = async (response: Response) => {
  expect(response.headers.get("Content-Type")).toBe("text/plain; charset=utf-8");
  return response.text();
};

describe("GET /vkey", () => {
  test("is the public half of the deployment's key under the ledger's origin, with the key id of C2SP signed-note", async () => {
    const [name, id, encoded] = (await textOf(await call(LEDGER, "/vkey"))).trimEnd().split("+") as [
      string,
      string,
      string,
    ];
    const publicKey = fromBase64(`${KEY.x?.replaceAll("-", "+").replaceAll("_", "/")}=`) ?? [];
    const typed = Uint8Array.of(1, ...publicKey);
    const named = new Uint8Array([...new TextEncoder().encode(`${ORIGIN}/ledgers/${LEDGER}\n`), ...typed]);

    expect(name).toBe(`${ORIGIN}/ledgers/${LEDGER}`);
    expect(id).toBe(hex(new Uint8Array(await crypto.subtle.digest("SHA-256", named))).slice(0, 8));
    // Base64 may contain a plus itself, so the rest after a split is not compared.
    expect(base64(typed).startsWith(encoded)).toBe(true);
  });

  test("names each ledger differently, and main even without a path", async () => {
    const main = await (await request("/vkey")).text();

    expect(main).toMatch(new RegExp(`^${ORIGIN}/ledgers/main\\+`));
    expect(main).not.toBe(await text(LEDGER, "/vkey"));
    expect(await (await request("/ledgers/main/vkey")).text()).toBe(main);
  });
});

describe("GET /checkpoint", () => {
  test("gives origin, size and root of the blocks, equal to those computed without the ledger", async () => {
    const note = await textOf(await call(LEDGER, "/checkpoint"));

    const root = base64(await rootOf(chain));
    expect(note.slice(0, note.indexOf("\n\n") + 1)).toBe(`${ORIGIN}/ledgers/${LEDGER}\n${LENGTH}\n${root}\n`);
  });

  test("is signed so that crypto.subtle and the public key suffice to verify it", async () => {
    const note = await text(LEDGER, "/checkpoint");
    const [signed, , line] = note.split(/(\n\n)/) as [string, string, string];
    const encoded = line.trimEnd().split(" ")[2] ?? "";
    const signature = (fromBase64(encoded) ?? new Uint8Array()).slice(4);
    const publicKey = await crypto.subtle.importKey("raw", keys[0]?.publicKey ?? new Uint8Array(), "Ed25519", false, [
      "verify",
    ]);
    const verify = (what: string) =>
      crypto.subtle.verify("Ed25519", publicKey, signature, new TextEncoder().encode(what));

    expect(await verify(`${signed}\n`)).toBe(true);
    expect(await verify(`${signed}\n`.replace("\n7\n", "\n8\n"))).toBe(false);
  });

  test("grows with each block", async () => {
    for (let index = LENGTH + 1; index <= LENGTH + 3; index++) {
      await mineOn(LEDGER, index, SQUARES);

      const { size, root } = await openCheckpoint(await text(LEDGER, "/checkpoint"), { ledger: keys });
      expect(size).toBe(index);
      expect(hex(root)).toBe(hex(await rootOf(await storedChain(LEDGER))));
    }
  });

  test("is the same for every client", async () => {
    expect(await text(LEDGER, "/checkpoint")).toBe(await text(LEDGER, "/checkpoint"));
  });

  test("with an empty query equals the one with no cosignatures, and other queries are refused", async () => {
    expect(await text(LEDGER, "/checkpoint?cosignatures=0")).toBe(await text(LEDGER, "/checkpoint"));
    for (const query of ["cosignatures=-1", "cosignatures=100", "cosignatures=", "size=3"]) {
      await expectProblem(await call(LEDGER, `/checkpoint?${query}`), 400, "invalid-query");
    }
  });
});

describe("a receipt", () => {
  test("comes with each mined block, and proves it in the tree that it completed", async () => {
    expect(mined).toHaveLength(LENGTH - 1);
    for (const { block, receipt } of mined) {
      const { size } = await verifyReceipt(parseReceipt(JSON.stringify(receipt)), block.hash, { ledger: keys });

      expect(size).toBe(block.index);
      expect(receipt).toMatchObject({ leaf_index: block.index - 1, tree_size: block.index });
    }
  });

  test("comes with the answer for a record that is already on the chain, and proves it in the newest tree", async () => {
    const response = await post(LEDGER, "/mine_block", JSON.stringify(patient(3)), "application/json");

    expect(response.status).toBe(200);
    const { block, receipt } = await response.json<MinedBody>();
    const { size } = await verifyReceipt(parseReceipt(JSON.stringify(receipt)), block.hash, { ledger: keys });
    expect([block.index, size]).toEqual([3, LENGTH]);
  });

  test("is available later for every block and every tree size, as JSON and as a tlog-proof", async () => {
    for (const { index, hash } of chain) {
      for (let size = index; size <= LENGTH; size++) {
        const path = `/blocks/${index}/proof?size=${size}`;
        const json = await call(LEDGER, path);
        const plain = await call(LEDGER, path, { headers: { Accept: "text/plain" } });
        expect(json.headers.get("Content-Type")).toBe("application/json");
        const proofs = [await json.text(), await textOf(plain)].map(parseReceipt);

        for (const proof of proofs) {
          const { root } = await verifyReceipt(proof, hash, { ledger: keys });
          expect(hex(root)).toBe(hex(await rootOf(chain.slice(0, size))));
        }
      }
    }
  });

  test("is of the newest tree when no size is given, and varies with Accept", async () => {
    const response = await call(LEDGER, "/blocks/2/proof");

    expect(response.headers.get("Vary")).toContain("Accept");
    expect(await response.json()).toEqual(JSON.parse(await text(LEDGER, `/blocks/2/proof?size=${LENGTH}`)));
  });

  test("as a tlog-proof has the lines that C2SP prescribes", async () => {
    const plain = await call(LEDGER, "/blocks/2/proof?size=3", { headers: { Accept: "text/plain" } });

    const [head, ...rest] = (await plain.text()).split("\n\n");
    expect(head).toMatch(/^c2sp\.org\/tlog-proof@v1\nindex 1(\n[\w+/]{43}=){2}$/);
    expect(rest.join("\n\n")).toMatch(/^ledger\.test\/ledgers\/clinic\n3\n/);
  });

  test("does not prove another block", async () => {
    const proof = parseReceipt(await text(LEDGER, "/blocks/2/proof"));

    await expect(verifyReceipt(proof, chain[2]?.hash ?? "", { ledger: keys })).rejects.toThrow("another block");
  });

  test.each(["/blocks/8/proof", "/blocks/2/proof?size=8", "/blocks/3/proof?size=2", "/blocks/9007199254740991/proof"])(
    "at %s is a 404",
    async (path) => {
      const { detail } = await expectProblem(await call(LEDGER, path), 404, "evidence-not-found");
      expect(detail).toContain("does not contain this block");
    },
  );

  test.each(["/blocks/0/proof", "/blocks/02/proof", "/blocks/2/proof?size=0", "/blocks/2/proof?from=1"])(
    "at %s is a 400",
    async (path) => {
      const { detail } = await expectProblem(await call(LEDGER, path), 400, "invalid-query");
      expect(detail).toMatch(/index|size|from/);
    },
  );
});

interface Consistency {
  readonly from_root: string;
  readonly to_root: string;
  readonly path: string[];
}

const bytes = (hash: string) => Uint8Array.from(hash.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));

describe("GET /consistency", () => {
  test("proves for every pair of sizes that the later tree begins with the earlier one", async () => {
    for (let to = 0; to <= LENGTH; to++) {
      for (let from = 0; from <= to; from++) {
        const answer = JSON.parse(await text(LEDGER, `/consistency?from=${from}&to=${to}`)) as Consistency;
        const { from_root, to_root, path } = answer;

        expect(answer).toMatchObject({ from, to, from_root: hex(await rootOf(chain.slice(0, from))) });
        expect(to_root).toBe(hex(await rootOf(chain.slice(0, to))));
        expect(await verifyConsistency(from, to, bytes(from_root), bytes(to_root), path.map(bytes))).toBe(true);
      }
    }
  });

  test.each(["from=3&to=2", "from=1", "to=1", "from=-1&to=2", "from=01&to=2", "from=1&to=2&to=3", ""])(
    "refuses ?%s",
    async (query) => {
      const { detail } = await expectProblem(await call(LEDGER, `/consistency?${query}`), 400, "invalid-query");
      expect(detail).toMatch(/from|to/);
    },
  );

  test("says which parameters are missing", async () => {
    const { detail } = await expectProblem(await call(LEDGER, "/consistency"), 400, "invalid-query");
    expect(detail).toBe("from is missing; to is missing.");
  });

  test.each(["from=3&to=8", "from=8&to=8", "from=0&to=9007199254740991"])("answers 404 for ?%s", async (query) => {
    const { detail } = await expectProblem(await call(LEDGER, `/consistency?${query}`), 404, "evidence-not-found");
    expect(detail).toContain("fewer leaves");
  });
});

describe("evidence of a ledger that does not exist", () => {
  test.each(["/checkpoint", "/blocks/1/proof", "/consistency?from=0&to=0", "/tile/0/000.p/1"])(
    "is a 404 at %s",
    async (path) => {
      const { detail } = await expectProblem(await call("nowhere", path), 404, "ledger-not-found");
      expect(detail).toContain("no ledger with this name");
    },
  );

  test.each(["/checkpoint", "/blocks/1/proof", "/consistency?from=0&to=0"])(
    "is also a 404 at %s when the name is not valid",
    async (path) => {
      const { detail } = await expectProblem(await call("no%20name", path), 404, "ledger-not-found");
      expect(detail).toContain("no ledger with this name");
    },
  );
});
