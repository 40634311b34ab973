import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useId, useMemo, useRef, useState } from "preact/hooks";
import { helpAddress } from "../../../../class/certificate-warning/help-page.ts";
import { type Sheet, studentsWithCode } from "../../../../class/sheet/sheet.ts";
import { sheetMarkup } from "../../../../class/sheet/sheet-document.ts";
import { SHEET_STYLE } from "../../../../class/sheet/sheet-style.ts";
import type { ClassCodes } from "../../../../contract/schemas/class.ts";
import { ErrorNotice, Notice } from "../../../parts/notice.tsx";
import { useAnswer } from "../../../use-answer.ts";
import { classAddresses } from "../class-addresses.ts";
import { originIn } from "./origin-in.ts";
import { sheetStrings } from "../../../texts/sheet.ts";

interface ClassSheetProps {
  readonly name: string;
  /** Reads the codes of the class. */
  readonly read: () => Promise<ClassCodes>;
  readonly onClose: () => void;
}

/** The sheet of a class with its codes, to print. */
export function ClassSheet({ name, read, onClose }: ClassSheetProps) {
  const { value: codes, error } = useAnswer(read, []);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  return (
    <div class="sheet-view">
      <div class="sheet-tools">
        <h1 ref={title} tabIndex={-1}>
          {sheetStrings.title(name)}
        </h1>
        <p class="lead">{sheetStrings.lead}</p>
        <button type="button" onClick={onClose}>
          {sheetStrings.back}
        </button>
        {!codes && (error ? <ErrorNotice error={error} /> : <p role="status">{sheetStrings.loading}</p>)}
      </div>
      {codes && <Strips codes={codes} />}
    </div>
  );
}

/** The strips, at an address that the teacher may have to enter. */
function Strips({ codes }: { readonly codes: ClassCodes }) {
  const [known] = useState(() => classAddresses().addresses.find((address) => originIn(address) === address));
  const typed = useSignal(known ?? "");
  const address = originIn(typed.value);
  const leftOut = codes.codes.filter(({ code }) => code === null).map((student) => student.number);
  if (leftOut.length === codes.codes.length) return <Notice>{sheetStrings.nobody}</Notice>;
  return (
    <>
      <div class="sheet-tools">
        {known === undefined && <AddressField typed={typed} />}
        {leftOut.length > 0 && <p>{sheetStrings.leftOut(leftOut)}</p>}
        {address !== undefined && (
          <button type="button" class="primary" onClick={() => print()}>
            {sheetStrings.print}
          </button>
        )}
      </div>
      {address !== undefined && <Paper codes={codes} address={address} />}
    </>
  );
}

function AddressField({ typed }: { readonly typed: Signal<string> }) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{sheetStrings.address}</label>
      <input
        id={id}
        aria-describedby={`${id}-hint`}
        type="url"
        class="mono"
        spellcheck={false}
        autocomplete="off"
        placeholder="https://192.168.1.20:8787"
        value={typed.value}
        onInput={({ currentTarget }) => (typed.value = currentTarget.value)}
      />
      <p class="hint" id={`${id}-hint`}>
        {sheetStrings.addressHint}
      </p>
    </div>
  );
}

/** The sheet's own markup, in which every text is escaped, with its own style while it is shown. */
function Paper({ codes, address }: { readonly codes: ClassCodes; readonly address: string }) {
  useEffect(() => {
    // The page's policy allows no style element.
    const style = new CSSStyleSheet();
    style.replaceSync(SHEET_STYLE.toString());
    document.adoptedStyleSheets.push(style);
    return () => {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== style);
    };
  }, []);
  // The board is drawn again every few seconds, and QR codes take time.
  const html = useMemo(() => sheetMarkup(sheetOf(codes, address)).toString(), [codes, address]);
  return <div class="sheet-paper" dangerouslySetInnerHTML={{ __html: html }} />;
}

function sheetOf({ class: name, ends, codes }: ClassCodes, address: string): Sheet {
  const { addresses, hasHelp } = classAddresses();
  return {
    name,
    ends,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    addresses: [address, ...addresses.filter((other) => other !== address)],
    ...(hasHelp ? { help: helpAddress(address) } : {}),
    students: studentsWithCode(codes),
  };
}
