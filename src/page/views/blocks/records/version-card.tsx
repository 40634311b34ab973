import type { ComponentChildren } from "preact";
import type { PatientRecord } from "../../../../chain/records/record.ts";
import type { RegisteredRecord } from "../../../../client/routes/records.ts";
import { FIELD_NAMES } from "../../../../evidence/receipts/disclosures.ts";
import { linkTo } from "../../../address/route.ts";
import { Isolated } from "../../../parts/isolated.tsx";
import { changedWords } from "./changed-words.ts";
import { chainStrings } from "../../../texts/chain.ts";
import { recordStrings } from "../../../texts/records.ts";
import { time } from "../../../language/format.ts";

interface VersionCardProps {
  readonly title: string;
  readonly version: RegisteredRecord;
  /** The version that it replaces; absent for the first one, and if it is not known. */
  readonly before: PatientRecord | undefined;
  /** Whether what changed is not known, although the version replaces another. */
  readonly isHidden: boolean;
  /** Stands below the title, such as who vouches for the version. */
  readonly children?: ComponentChildren;
}

/** One version of a record. A word says of each field whether it changed, and the words that are new are marked. */
export function VersionCard({ title, version, before, isHidden, children }: VersionCardProps) {
  const text = chainStrings.record;
  return (
    <>
      <div>
        <h3>{title}</h3>
        {isHidden && <p class="hint">{recordStrings.versions.hidden}</p>}
        {children}
      </div>
      <dl class="version-fields">
        {FIELD_NAMES.map((name) => (
          <div key={name}>
            <dt>
              {text.fields[name]} {before && <Change isChanged={before[name] !== version[name]} />}
            </dt>
            <dd class="field-value">
              {before ? <Compared before={before[name]} after={version[name]} /> : <Isolated text={version[name]} />}
            </dd>
          </div>
        ))}
        <div>
          <dt>{text.registered}</dt>
          <dd>
            <time dateTime={version.registered_at}>{time(version.registered_at)}</time>,{" "}
            <a href={linkTo("blocks", version.block)}>{chainStrings.blocks.block(version.block)}</a>
          </dd>
        </div>
      </dl>
    </>
  );
}

function Change({ isChanged }: { readonly isChanged: boolean }) {
  const { changed, unchanged } = recordStrings.versions;
  return <span class={isChanged ? "change change-made" : "change"}>{isChanged ? changed : unchanged}</span>;
}

/** A text, with the words marked that an earlier one did not have. It stays one box, so that its direction is its own. */
function Compared({ before, after }: { readonly before: string; readonly after: string }) {
  return (
    <bdi class="isolated">
      {changedWords(before, after).map(({ text, isChanged }, place) =>
        isChanged ? <mark key={place}>{text}</mark> : text,
      )}
    </bdi>
  );
}
