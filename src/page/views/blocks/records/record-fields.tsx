import type { RegisteredRecord } from "../../../../client/routes/records.ts";
import { linkTo } from "../../../address/route.ts";
import { Isolated } from "../../../parts/isolated.tsx";
import { chainStrings } from "../../../texts/chain.ts";
import { number, time } from "../../../language/format.ts";

/** The fields of a record, and where and when it was registered. */
export function RecordFields({ record }: { readonly record: RegisteredRecord }) {
  const text = chainStrings.record;
  const { corrects, corrected_by } = record;
  return (
    <dl class="facts record-facts">
      {(["patient_name", "patient_ID", "Reg_no"] as const).map((name) => (
        <>
          <dt key={name}>{text.fields[name]}</dt>
          <dd key={`${name} value`} class="field-value">
            <Isolated text={record[name]} />
          </dd>
        </>
      ))}
      <dt>{text.number}</dt>
      <dd>{number(record.number)}</dd>
      <dt>{text.block}</dt>
      <dd>
        <a href={linkTo("blocks", record.block)}>{chainStrings.blocks.block(record.block)}</a>
      </dd>
      <dt>{text.registered}</dt>
      <dd>
        <time dateTime={record.registered_at}>{time(record.registered_at)}</time>
      </dd>
      {corrects !== undefined && (
        <>
          <dt>{text.corrects}</dt>
          <dd>{number(corrects)}</dd>
        </>
      )}
      {corrected_by !== undefined && (
        <>
          <dt>{text.correctedBy}</dt>
          <dd>{number(corrected_by)}</dd>
        </>
      )}
    </dl>
  );
}
