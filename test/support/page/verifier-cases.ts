import type { Block } from "../../../src/chain/block.ts";
import { blockHashChain, mineBlockHash, relink, squaresChain, tipOf } from "../chain/chains.ts";
import { Evidence } from "../chain/evidence.ts";
import { LOG_TYPE, Notary, WITNESS_TYPE } from "../chain/notaries.ts";
import { recordReceipt } from "../chain/record-receipt.ts";
import { chainOf, record } from "../chain/sealed-builder.ts";
import { ndjson } from "../cli/commands.ts";

/** A file that is given to a verifier, and the option with which the command takes it. */
export interface Given {
  readonly option: "file" | "copy" | "checkpoint" | "receipt" | "policy";
  readonly name: string;
  readonly text: string;
}

/** What an auditor has in hand, and how a verifier must judge it. */
export interface Case {
  readonly name: string;
  readonly given: readonly Given[];
  readonly vkey?: string;
  readonly genesis?: string;
  readonly verdict:
    "All checks passed" | "A fault was found" | "The blocks are consistent" | "All checks that ran passed";
}

const KINDS = [
  {
    kind: "plain, on squares",
    honest: squaresChain,
    forged: await relink(squaresChain, 3, { patient_name: "Mallory" }),
  },
  { kind: "plain, on block-hash", honest: blockHashChain, forged: await mined(blockHashChain, 3) },
  {
    kind: "sealed",
    honest: chainOf([[record("a")], [record("b"), record("c")], [record("d")]]),
    forged: chainOf([[record("a")], [record("b"), record("mallory")], [record("d")]]),
  },
] as const;

/** A chain whose record at an index was changed, and that was mined again from there on. */
async function mined(chain: readonly Block[], index: number): Promise<Block[]> {
  const again = chain.slice(0, index - 1);
  for (const { hash: _, proof: __, ...block } of chain.slice(index - 1)) {
    const name = block.index === index ? "Mallory" : block.patient_name;
    again.push(await mineBlockHash({ ...block, patient_name: name, previous_hash: tipOf(again).hash }));
  }
  return again;
}

const ledger = new Notary("clinic.example/ledgers/main");
const other = new Notary("lab.example/ledgers/main");
const witness = new Notary("witness.example");
const VKEY = ledger.vkey(LOG_TYPE);

function ofKind({ kind, honest, forged }: (typeof KINDS)[number]): Case[] {
  const size = honest.length;
  const evidence = new Evidence(honest, ledger);
  const forgedEvidence = new Evidence(forged, ledger);
  const file = (chain: readonly unknown[], name = "chain.ndjson"): Given => ({
    option: "file",
    name,
    text: ndjson(chain),
  });
  const copy = (chain: readonly unknown[], name: string): Given => ({ ...file(chain, name), option: "copy" });
  const checkpoint = (text: string, name = "kept.checkpoint"): Given => ({ option: "checkpoint", name, text });
  const receipt: Given = { option: "receipt", name: "receipt.json", text: JSON.stringify(evidence.receipt(2)) };
  const all = checkpoint(evidence.checkpoint(size));
  const json = { ...file(honest, "chain.json"), text: JSON.stringify({ chain: honest, length: size }, null, 2) };
  const edited = honest.map((block) => (block.index === 3 ? { ...block, mined_by: "mallory" } : block));
  const policy = { option: "policy", name: "policy", text: policyText() } as const;
  const cosigned = checkpoint(evidence.checkpoint(size, witness));
  const foreign = checkpoint(new Evidence(honest, other).checkpoint(size), "foreign.checkpoint");
  const genesis = honest[0]?.hash ?? "";
  const cases: Omit<Case, "name">[] = [
    { given: [file(honest), all, receipt], vkey: VKEY, genesis, verdict: "All checks passed" },
    { given: [json, all, receipt], vkey: VKEY, verdict: "All checks passed" },
    { given: [file(honest)], verdict: "The blocks are consistent" },
    { given: [file(honest), foreign], vkey: VKEY, verdict: "All checks that ran passed" },
    { given: [file(honest), policy, cosigned], verdict: "All checks passed" },
    { given: [file(honest), policy, all], verdict: "All checks that ran passed" },
    {
      given: [file(honest), copy(honest.slice(0, 2), "earlier.ndjson"), all],
      vkey: VKEY,
      verdict: "All checks passed",
    },
    { given: [file(edited), all], vkey: VKEY, verdict: "A fault was found" },
    { given: [file(honest.slice(0, -1)), all], vkey: VKEY, verdict: "A fault was found" },
    { given: [file(forged), all, receipt], vkey: VKEY, verdict: "A fault was found" },
    {
      given: [
        file(forged),
        copy(honest.slice(0, -1), "earlier.ndjson"),
        all,
        checkpoint(forgedEvidence.checkpoint(size), "new"),
      ],
      vkey: VKEY,
      verdict: "A fault was found",
    },
    { given: [file(forged)], genesis: "0".repeat(64), verdict: "A fault was found" },
  ];
  const names = [
    "honest, with a checkpoint and a receipt",
    "honest, as JSON",
    "honest, without a key",
    "honest, with another ledger's checkpoint",
    "honest, with a policy that asks for a witness, who cosigned",
    "honest, with a policy that asks for a witness, who did not cosign",
    "honest, with an earlier copy",
    "edited",
    "cut at its end",
    "mined again after an edit",
    "mined again, with an honest copy",
    "of another genesis",
  ];
  return cases.map((each, place) => ({ ...each, name: `${kind}: ${names[place] ?? ""}` }));
}

function policyText(): string {
  return `log ${VKEY}\nwitness w ${witness.vkey(WITNESS_TYPE)}\nquorum w\n`;
}

const RECEIPT = await recordReceipt({ patient_name: "Alice", patient_ID: "P-1", Reg_no: "R-1" }, ledger);
const receiptOf = (text: string): Given => ({ option: "receipt", name: "receipt.json", text });

/** Cases that the verifier and the command must judge alike. */
export const CASES: readonly Case[] = [
  ...KINDS.flatMap(ofKind),
  {
    name: "the receipt of a record, without a chain, with a policy that asks for a witness",
    given: [receiptOf(JSON.stringify(RECEIPT)), { option: "policy", name: "policy", text: policyText() }],
    verdict: "All checks passed",
  },
  {
    name: "the receipt of a record, without a chain",
    given: [receiptOf(JSON.stringify(RECEIPT))],
    vkey: VKEY,
    verdict: "All checks passed",
  },
  {
    name: "an edited receipt, without a chain",
    given: [receiptOf(JSON.stringify({ ...RECEIPT, number: RECEIPT.number + 1 }))],
    vkey: VKEY,
    verdict: "All checks that ran passed",
  },
  {
    name: "another ledger's receipt, without a chain",
    given: [receiptOf(JSON.stringify(new Evidence(squaresChain, other).receipt(2)))],
    vkey: VKEY,
    verdict: "All checks that ran passed",
  },
];
