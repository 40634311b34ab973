import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { SealedBlock } from "../src/chain/sealed/header.ts";
import { SealedValidator } from "../src/chain/sealed/validation.ts";
import { exportAuthorKey, generateAuthorKey } from "../src/client/signing/author-key.ts";
import { enrolment, openEnrolment } from "../src/client/signing/enrolment.ts";
import type { SignedRecord } from "../src/client/signing/signed-bodies.ts";
import { commitmentOf, fieldsOf, openRecord } from "../src/evidence/receipts/disclosures.ts";
import { Author } from "./support/chain/authors.ts";
import { ANY_TIME } from "./support/chain/chains.ts";
import { blockAfter, chainOf, record } from "./support/chain/sealed-builder.ts";
import { signedVectors } from "./support/chain/sealed-chains.ts";
import { MarkdownFile } from "./support/markdown.ts";
import { ROOT } from "./support/root.ts";
import { hasCryptography } from "./support/python.ts";

const guide = new MarkdownFile("src/guide/signed-records.md");

/** The Python program of a section, in a folder of its own: takes what it reads from files and standard input. */
function pythonOf(
  section: string,
): (files: Readonly<Record<string, unknown>>, args: string[], input?: string) => string {
  const folder = mkdtempSync(join(tmpdir(), "patient-ledger-signed-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const code = guide.blocksOf(section).find(({ language }) => language === "python")?.code ?? "";
  writeFileSync(join(folder, "program.py"), code);
  return (files, args, input = "") => {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), JSON.stringify(content));
    return execFileSync("python3", ["program.py", ...args], { cwd: folder, encoding: "utf8", stdio: "pipe", input });
  };
}

/** Records as an author may type them. */
const RECORDS = [
  { patient_name: "Alice Rao", patient_ID: "P-1001", Reg_no: "REG-2024-0001" },
  { patient_name: 'अमृता José "Pepe" 𝔘', patient_ID: "P/1\\2", Reg_no: "R <é>" },
];

/** A chain whose second block enrols an author, and a signed entry that may follow. */
function authored(algorithm: "Ed25519" | "ES256") {
  const author = new Author("dr-rao", algorithm);
  const chain = chainOf([]);
  const ledger = chain[0]?.hash ?? "";
  chain.push(blockAfter(chain, [author.enrolment(ledger)]));
  return { chain, signed: author.signed(record(1), ledger, chain[1] as SealedBlock) };
}

describe("the guide on signed records", () => {
  test("prints the program with jose that the tests run on served entries", () => {
    const [printed] = guide.blocksOf("Check the signatures").filter(({ language }) => language === "js");
    const source = readFileSync(join(ROOT, "test/support/chain/jose-signatures.js"), "utf8");
    expect(printed?.code).toBe(source.trimEnd());
  });

  test.runIf(hasCryptography)("has a Python program that verifies every signature, and finds a forged one", () => {
    const run = pythonOf("Check the signatures");
    const check = (chain: readonly SealedBlock[]) => run({ "chain.json": { chain } }, ["chain.json"]);
    expect(check(signedVectors.chain)).toBe("7 signatures, each by its key\n");

    for (const algorithm of ["Ed25519", "ES256"] as const) {
      const { chain, signed } = authored(algorithm);
      const forged = blockAfter(chain, [{ ...signed, ...record(2) }]);
      expect(() => check([...chain, forged])).toThrow("InvalidSignature");
    }
    const { chain, signed } = authored("Ed25519");
    const eve = new Author("eve").signed(record(1), chain[0]?.hash ?? "", chain[1] as SealedBlock);
    const foreign = blockAfter(chain, [{ ...signed, signature: (eve as { signature?: string }).signature }]);
    expect(() => check([...chain, foreign])).toThrow("another key");
  });

  test.runIf(hasCryptography)("has a Python program that signs what a chain accepts", async () => {
    const run = pythonOf("Sign with a program of your own");
    const key = await generateAuthorKey({ extractable: true, algorithm: "Ed25519" });
    const chain = chainOf([], { signatures: "required" });
    const genesis = chain[0] as SealedBlock;
    const { entry } = await openEnrolment(await enrolment(key, "dr-rao", genesis.hash), genesis.hash);
    chain.push(blockAfter(chain, [entry]));
    const files = {
      "author-key.json": await exportAuthorKey(key),
      "genesis.json": genesis,
      "ledger.json": { name: "signed", tip: chain[1] },
    };
    for (const RECORD of RECORDS) {
      const { disclosures, ...authorship } = JSON.parse(run(files, [], JSON.stringify(RECORD))) as SignedRecord;
      const commitment = await commitmentOf(await fieldsOf(disclosures));
      expect((await openRecord(disclosures, commitment)).record).toEqual(RECORD);
      chain.push(blockAfter(chain, [{ kind: "record", commitment, ...authorship }]));
    }
    expect(await new SealedValidator(ANY_TIME).check(chain)).toBeUndefined();
  });
});
