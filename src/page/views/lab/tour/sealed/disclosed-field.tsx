import { useSignal } from "@preact/signals";
import { fromBase64url } from "../../../../../chain/text/base64url.ts";
import { FIELD_NAMES } from "../../../../../evidence/receipts/disclosures.ts";
import { type EntryInclusion, verifyEntryInclusion } from "../../../../../evidence/receipts/entry-inclusion.ts";
import { Badge } from "../../../../parts/icon.tsx";
import { JsonText } from "../../../../parts/isolated.tsx";
import { ErrorNotice } from "../../../../parts/notice.tsx";
import { inclusionOf, READERS_POSITION, type SealedSandbox } from "./sealed-sandbox.ts";
import { chainStrings } from "../../../../texts/chain.ts";
import { tourStrings } from "../../../../texts/tour.ts";

type FieldName = (typeof FIELD_NAMES)[number];

interface DisclosedFieldProps {
  readonly sandbox: SealedSandbox;
  /** Called with the receipt that discloses a field, once it was verified. */
  readonly onVerified: (receipt: EntryInclusion) => void;
}

/** What the recipient of a receipt sees: the field that the reader chose, and of the others only the digests. */
export function DisclosedField({ sandbox: { blocks, kept }, onVerified }: DisclosedFieldProps) {
  const text = tourStrings.sealed.disclosed;
  const shown = useSignal<EntryInclusion | undefined>(undefined);
  const values = useSignal<Readonly<Record<string, string>>>({});
  const error = useSignal<Error | undefined>(undefined);
  const disclose = async (name: FieldName) => {
    const [, block] = blocks;
    const disclosure = kept?.disclosures[FIELD_NAMES.indexOf(name)];
    if (!block || !kept || disclosure === undefined) return;
    const { fields } = kept;
    const receipt = await inclusionOf(block, READERS_POSITION, { fields, disclosures: [disclosure] });
    values.value = await verifyEntryInclusion(receipt);
    shown.value = receipt;
    onVerified(receipt);
  };
  const [disclosure] = shown.value?.disclosures ?? [];
  return (
    <>
      <div class="actions">
        {FIELD_NAMES.map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={name in values.value}
            disabled={!kept}
            onClick={() => void disclose(name).catch((fault: Error) => (error.value = fault))}
          >
            {text.disclose[name]}
          </button>
        ))}
      </div>
      <ErrorNotice error={error.value} />
      {shown.value && disclosure !== undefined && (
        <>
          <dl class="sealed-fields">
            {FIELD_NAMES.map((name) => (
              <div key={name}>
                <dt>{chainStrings.record.fields[name]}</dt>
                <dd class="mono">
                  {name in values.value ? (
                    <strong>
                      <JsonText text={textOf(disclosure)} />
                    </strong>
                  ) : (
                    text.digestOnly(shown.value?.fields?.[name] ?? "")
                  )}
                </dd>
              </div>
            ))}
          </dl>
          <p role="status">
            <Badge tone="good">{text.proved(shown.value.number, shown.value.header.index)}</Badge>
          </p>
        </>
      )}
    </>
  );
}

/** What a disclosure says: its salt, name and value as JSON. */
export function textOf(disclosure: string): string {
  return new TextDecoder().decode(fromBase64url(disclosure));
}
