import type { PatientRecord } from "../../../src/chain/records/record.ts";
import type { EntryReceipt } from "../../../src/evidence/receipts/entry-receipt.ts";
import { DISTINCTIVE, manyRecords, MARKS } from "./distinctive-records.ts";
import { numberAt, type SealedClient } from "./sealed-client.ts";

/** What only refused requests hold, so that nothing else can have written it anywhere. */
const REFUSED = {
  patient_name: "Ottoline Fothergill",
  patient_ID: "PAT-PANGOLIN-1",
  Reg_no: "REG-TAPIR-90909",
} as const;

/** How many records are registered in each batch. */
const IN_A_BATCH = 10;

/** Every text that a scan has to look for after {@link registerEveryhow}, and after any of {@link manyRecords}. */
export const TEXTS: readonly string[] = [
  ...DISTINCTIVE.flatMap((record) => [record.patient_name, record.patient_ID, record.Reg_no]),
  ...MARKS,
  ...Object.values(REFUSED),
];

/**
 * Registers the distinctive records in all ways that there are, and some of the many in batches.
 *
 * @returns each record under its number
 */
export async function registerEveryhow(client: SealedClient): Promise<ReadonlyMap<number, PatientRecord>> {
  const registered = new Map<number, PatientRecord>();
  const form = "application/x-www-form-urlencoded";
  for (const [place, record] of DISTINCTIVE.entries()) {
    const asForm = place % 2 === 1;
    const answer = asForm
      ? await client.post("/mine_block", new URLSearchParams({ ...record }).toString(), { "Content-Type": form })
      : await client.post("/mine_block", record, place === 2 ? { Prefer: "respond-async" } : {});
    if (answer.status !== 201 && answer.status !== 202) throw new Error(`${answer.status} ${await answer.text()}`);
    registered.set(numberAt(answer.headers.get("Location")), record);
  }
  const asLines = manyRecords(IN_A_BATCH, "ndjson");
  const { lines } = await client.batch(asLines);
  for (const [place, { location }] of lines.entries())
    registered.set(numberAt(location), asLines[place] as PatientRecord);
  const asCsv = manyRecords(IN_A_BATCH, "csv");
  const rows = asCsv.map((record) => `"${record.patient_name}",${record.patient_ID},${record.Reg_no}`);
  const csv = ["patient_name,patient_ID,Reg_no", ...rows].join("\r\n");
  const answer = await client.post("/records", csv, { "Content-Type": "text/csv" });
  for (const [place, line] of (await answer.text()).trim().split("\n").entries()) {
    registered.set(numberAt((JSON.parse(line) as { location?: string }).location), asCsv[place] as PatientRecord);
  }
  return registered;
}

/** Sends what is refused, each in another place on its way to the storage. @returns the status of each answer */
export async function sendRefused(client: SealedClient): Promise<number[]> {
  const { patient_name, patient_ID, Reg_no } = REFUSED;
  const taken = (DISTINCTIVE[0] as PatientRecord).Reg_no;
  const text = JSON.stringify(REFUSED);
  const csv = { "Content-Type": "text/csv" };
  const answers = [
    await client.post("/mine_block", { ...REFUSED, Reg_no: taken }),
    await client.post("/mine_block", { ...REFUSED, [patient_name]: patient_ID }),
    await client.post("/mine_block", { ...REFUSED, patient_name: patient_name.repeat(20) }),
    await client.post("/mine_block", { ...REFUSED, proof: 1 }),
    await client.post("/mine_block", text.slice(0, -1)),
    await client.post("/mine_block", text, { "Content-Type": "text/plain" }),
    await client.post("/work", REFUSED),
    await client.post("/records", `patient_name,patient_ID,Reg_no\n"${patient_name}"x,${patient_ID},${Reg_no}`, csv),
    await client.post("/records", `${patient_name},${patient_ID},${Reg_no}`, csv),
    await client.post("/records/search", REFUSED),
    await client.post("/records/search", { patient_ID, [patient_name]: "" }),
    await client.get(`/records/${encodeURIComponent(patient_ID)}`),
    await client.get(`/mempool/${encodeURIComponent(Reg_no)}`),
    await client.get(`/get_chain?${new URLSearchParams({ patient_name }).toString()}`),
  ];
  const lines = [
    text,
    `${text.slice(0, -1)},"ward":"${patient_name}"}`,
    "",
    JSON.stringify({ ...REFUSED, Reg_no: taken }),
  ];
  const batch = await client.post("/records", lines.slice(1).join("\n"), { "Content-Type": "application/x-ndjson" });
  const ofLines = (await batch.text())
    .trim()
    .split("\n")
    .map((line) => (JSON.parse(line) as { status: number }).status);
  return [...answers.map(({ status }) => status), ...ofLines];
}

/**
 * Opens records, searches for them by both identifiers, and gets their proofs, and the blocks that may be cached.
 *
 * @returns the proofs
 */
export async function readEveryhow(
  client: SealedClient,
  registered: ReadonlyMap<number, PatientRecord>,
): Promise<EntryReceipt[]> {
  const reads = Array.from(registered, async ([number, record]) => {
    const { Reg_no, patient_ID } = record;
    const opened = await client.record(number);
    const found = [await client.search({ Reg_no }), await client.search({ patient_ID })];
    const isSame = Object.entries(record).every(([field, value]) => opened[field as keyof PatientRecord] === value);
    if (!isSame || found.some((numbers) => !numbers.includes(number))) throw new Error(`record ${number} is not found`);
    return client.proof(number);
  });
  const proofs = await Promise.all(reads);
  for (const { block } of proofs) await (await client.get(`/blocks/${block.index}`)).text();
  return proofs;
}
