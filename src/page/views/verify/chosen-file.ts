import { piecesOf } from "../../../client/served/reading.ts";
import { type Recognized, recognize } from "../../../client/saved/recognized.ts";
import { copiedBlocks } from "../../../client/saved/saved-chain.ts";
import type { OpenedEvidence } from "../../../client/saved/saved-proofs.ts";
import { openText } from "../../../client/saved/text-file.ts";
import { UnusableFile } from "../../../client/saved/unusable-file.ts";
import { openSaved } from "../../../evidence/saved.ts";
import type { TrustPolicy } from "../../../evidence/notes/trust-policy.ts";
import type { Evidence, Skipped } from "../../../evidence/checking/verification.ts";
import { verifyStrings } from "../../texts/verify.ts";

/** A file that the user dropped or chose; `unread` while it is being read. */
export type ChosenFile = { readonly name: string; readonly bytes: number } & (Recognized | { readonly kind: "unread" });

/** An export among them. */
export type ChosenExport = Extract<ChosenFile, { readonly kind: "chain" }>;

/** Recognizes a file. It is read as a stream, since exports are large. */
export async function chosen(file: File): Promise<ChosenFile> {
  const { name, size } = file;
  return { name, bytes: size, ...(await recognize({ name, read: () => bytesOf(file) })) };
}

/** Whether any of the files is still being read. */
export function isReading(files: readonly ChosenFile[]): boolean {
  return files.some(({ kind }) => kind === "unread");
}

/** @throws UnusableFile when the file cannot be read, as a folder, or one that changed since it was chosen */
async function* bytesOf(file: File): AsyncGenerator<Uint8Array> {
  try {
    yield* piecesOf(file.stream(), undefined);
  } catch {
    throw new UnusableFile(file.name, verifyStrings.unreadable);
  }
}

/** Opens the saved checkpoints and receipts among files, and lists those that prove nothing about the ledger. */
export async function openedOf(files: readonly ChosenFile[], policy: TrustPolicy): Promise<OpenedEvidence> {
  const checkpoints = files.flatMap((file) =>
    file.kind === "checkpoint" && !file.isOfReads ? [{ name: file.name, value: file.checkpoint.signed }] : [],
  );
  const found = files.flatMap((file) => (file.kind === "receipts" ? [file] : []));
  const opened = await openSaved(
    checkpoints,
    found.flatMap(({ receipts }) => receipts),
    policy,
  );
  return { ...opened, reads: found.flatMap(({ reads }) => reads) };
}

/** The exports among files. */
export function exportsIn(files: readonly ChosenFile[]): ChosenExport[] {
  return files.filter((file) => file.kind === "chain");
}

/** The export that is verified: the one that was picked, or else the largest. The others are copies of it. */
export function mainExport(files: readonly ChosenFile[], picked: ChosenExport | undefined): ChosenExport | undefined {
  const exports = exportsIn(files);
  if (picked && exports.includes(picked)) return picked;
  return exports.toSorted((one, other) => other.bytes - one.bytes)[0];
}

/** The exports among files, as copies of the chain that is verified. */
export function copiesIn(files: readonly ChosenFile[]): NonNullable<Evidence["copies"]> {
  return exportsIn(files).map(({ name, file }) => ({
    name,
    value: copiedBlocks(() => openText(name, file.read())),
  }));
}

/** The files that are not compared with the chain: those of the log of reads, and what is no evidence. */
export function unchecked(files: readonly ChosenFile[]): Skipped[] {
  const { ofReads } = verifyStrings;
  return files.flatMap((file): Skipped[] => {
    const { name } = file;
    if (file.kind === "receipts")
      return file.reads.map((each) => ({ check: "receipt", name: each.name, reason: ofReads }));
    if (file.kind === "none") return [{ check: "receipt", name, reason: `it ${file.reason}` }];
    return file.kind === "checkpoint" && file.isOfReads ? [{ check: "kept-checkpoint", name, reason: ofReads }] : [];
  });
}
