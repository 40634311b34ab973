import { RecordVoucher } from "../../../keys/record-voucher.tsx";
import { ErrorNotice } from "../../../parts/notice.tsx";
import { useAnswer } from "../../../use-answer.ts";
import type { WatchedChain } from "../../../watched-chain.ts";
import { readVersions } from "../../../../client/routes/records.ts";
import { ReadNote } from "./read-note.tsx";
import { useEnd } from "../../../use-end.ts";
import { VersionCard } from "./version-card.tsx";
import { recordStrings } from "../../../texts/records.ts";

/** All versions of a record that the token shows, side by side where there is room. */
export function Versions({ chain, number }: { readonly chain: WatchedChain; readonly number: number }) {
  const text = recordStrings.versions;
  const end = useEnd();
  const { value, error } = useAnswer(() => readVersions(chain.client, number, end), [chain, number]);
  if (error) return <ErrorNotice error={error} />;
  if (!value) return <p role="status">{text.loading}</p>;
  return (
    <>
      <p role="status">
        {text.lead(value.length)} {chain.isSealed && <ReadNote />}
      </p>
      <ol class="versions" aria-label={text.list}>
        {value.map((version) => {
          const before = value.find((other) => other.number === version.corrects);
          return (
            <li key={version.number} class="version">
              <VersionCard
                title={text.title(version.number, version.corrects, version.corrected_by === undefined)}
                version={version}
                before={before}
                isHidden={version.corrects !== undefined && before === undefined}
              >
                {chain.isSealed && <RecordVoucher chain={chain} number={version.number} block={version.block} />}
              </VersionCard>
            </li>
          );
        })}
      </ol>
    </>
  );
}
