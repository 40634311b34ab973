import { type Signal, useSignal } from "@preact/signals";
import { Icon, type IconName } from "../../parts/icon.tsx";
import { Isolated } from "../../parts/isolated.tsx";
import { type ChosenExport, type ChosenFile, chosen, exportsIn, mainExport } from "./chosen-file.ts";
import { verifyStrings } from "../../texts/verify.ts";

interface SavedFilesProps {
  readonly files: Signal<readonly ChosenFile[]>;
  /** The export to verify, if the chain is among the files; see {@link mainExport}. */
  readonly picked?: Signal<ChosenExport | undefined>;
}

/** Lets the user drop or choose saved files. */
export function SavedFiles({ files, picked }: SavedFilesProps) {
  const text = verifyStrings;
  const isOver = useSignal(false);
  const add = (added: FileList | null | undefined) => {
    for (const file of Array.from(added ?? [])) void addFile(files, file);
  };
  const take = (event: DragEvent) => {
    event.preventDefault();
    isOver.value = false;
    add(event.dataTransfer?.files);
  };
  const choose = ({ currentTarget }: { readonly currentTarget: HTMLInputElement }) => {
    add(currentTarget.files);
    // Clear the input, so that the same file can be chosen again.
    currentTarget.value = "";
  };
  return (
    <section
      class={`panel saved${isOver.value ? " saved-over" : ""}`}
      aria-labelledby="saved-heading"
      onDragOver={(event) => {
        event.preventDefault();
        isOver.value = true;
      }}
      onDragLeave={() => (isOver.value = false)}
      onDrop={take}
    >
      <h2 id="saved-heading">{text.saved}</h2>
      <p class="hint">{text.savedHint}</p>
      <label class="drop">
        <span>{text.drop}</span>
        <input type="file" multiple onChange={choose} />
      </label>
      <Paste onText={(pasted) => paste(files, pasted)} />
      {files.value.length > 0 && <Chosen files={files} picked={picked} />}
    </section>
  );
}

/** Lists a file at once, and what it holds once it is read, unless it was removed meanwhile: by the user, or by signing out. */
async function addFile(files: Signal<readonly ChosenFile[]>, file: File): Promise<void> {
  const unread: ChosenFile = { name: file.name, bytes: file.size, kind: "unread" };
  files.value = [...files.peek(), unread];
  const read = await chosen(file);
  if (files.peek().includes(unread)) files.value = files.peek().map((each) => (each === unread ? read : each));
}

/** Adds a text as if it were a file. */
function paste(files: Signal<readonly ChosenFile[]>, pasted: string): void {
  void addFile(files, new File([pasted], verifyStrings.pasted(files.peek().length + 1)));
}

/** Takes a checkpoint or receipt as text, such as from a message. */
function Paste({ onText }: { readonly onText: (text: string) => void }) {
  const text = verifyStrings;
  const pasted = useSignal("");
  const add = () => {
    onText(pasted.peek());
    pasted.value = "";
  };
  return (
    <details>
      <summary>{text.pasteTitle}</summary>
      <div class="paste">
        <label class="field">
          <span>{text.pasteLabel}</span>
          <textarea
            rows={4}
            class="mono"
            spellcheck={false}
            autocomplete="off"
            value={pasted.value}
            onInput={({ currentTarget }) => (pasted.value = currentTarget.value)}
          />
        </label>
        <button type="button" disabled={pasted.value.trim() === ""} onClick={add}>
          {text.pasteAdd}
        </button>
      </div>
    </details>
  );
}

function Chosen({
  files,
  picked,
}: {
  readonly files: SavedFilesProps["files"];
  readonly picked: SavedFilesProps["picked"] | undefined;
}) {
  const text = verifyStrings;
  const main = picked && mainExport(files.value, picked.value);
  const isChoice = exportsIn(files.value).length > 1;
  return (
    <ul class="saved-list" aria-label={text.files} aria-live="polite">
      {files.value.map((file, place) => (
        <li key={place} class={isChecked(file) ? "" : "saved-none"}>
          <Icon name={iconOf(file)} />
          <span>
            <strong>
              <Isolated text={file.name} />
            </strong>
            : {describe(file, file === main)}
          </span>
          {picked && isChoice && file.kind === "chain" && (
            <label class="choice">
              <input
                type="radio"
                name="main"
                aria-label={text.verifyThis(file.name)}
                checked={file === main}
                onChange={() => (picked.value = file)}
              />
              {text.verifyThisShort}
            </label>
          )}
          <button
            type="button"
            class="quiet only-icon"
            aria-label={text.remove(file.name)}
            onClick={() => (files.value = files.peek().filter((other) => other !== file))}
          >
            <Icon name="cross" />
          </button>
        </li>
      ))}
    </ul>
  );
}

function iconOf(file: ChosenFile): IconName {
  if (file.kind === "unread") return "eye";
  return isChecked(file) ? "shield" : "warning";
}

function isChecked(file: ChosenFile): boolean {
  if (file.kind === "receipts") return file.receipts.length > 0;
  return file.kind === "checkpoint" ? !file.isOfReads : file.kind !== "none";
}

function describe(file: ChosenFile, isMain: boolean): string {
  const { kinds } = verifyStrings;
  if (file.kind === "unread") return kinds.unread;
  if (file.kind === "none") return kinds.none(file.reason);
  if (file.kind === "chain") return isMain ? kinds.chain : kinds.copy;
  if (file.kind === "policy") return kinds.policy(file.policy.ledger.length, file.policy.witnesses.length);
  if (file.kind === "checkpoint") {
    return file.isOfReads ? kinds["read-checkpoint"] : kinds.checkpoint(file.checkpoint.size);
  }
  const { receipts, reads } = file;
  const [only] = receipts;
  if (receipts.length === 0) return kinds["read-receipt"];
  if (receipts.length > 1 || reads.length > 0 || !only) return kinds.receipts(receipts.length, reads.length);
  const { entry, leafIndex } = only.value;
  return entry ? kinds.entryReceipt(entry.number, leafIndex + 1) : kinds.receipt(leafIndex + 1);
}
