import { useSignal } from "@preact/signals";
import { parseCheckpoint } from "../../../evidence/notes/checkpoint.ts";
import { parseNote } from "../../../evidence/notes/note.ts";
import type { LedgerClient } from "../../../client/client.ts";
import { download } from "../../download.ts";
import { Icon } from "../../parts/icon.tsx";
import { ErrorNotice } from "../../parts/notice.tsx";
import { route } from "../../address/route.ts";
import { verifyStrings } from "../../texts/verify.ts";

/** Downloads the newest signed checkpoint as a file, and says what it is for. */
export function SaveCheckpoint({ client }: { readonly client: LedgerClient }) {
  const text = verifyStrings.save;
  const name = useSignal<string | undefined>(undefined);
  const error = useSignal<Error | undefined>(undefined);
  const save = async () => {
    // The user may have opened another ledger when the answer comes.
    const { ledger } = route.peek();
    try {
      const signed = await (await client.request("/checkpoint")).text();
      const { size } = parseCheckpoint(parseNote(signed).text);
      const file = `${ledger}-${size}.checkpoint`;
      download(file, signed);
      name.value = file;
      error.value = undefined;
    } catch (fault) {
      error.value = fault as Error;
    }
  };
  return (
    <section class="panel" aria-labelledby="save-heading">
      <h2 id="save-heading">{text.title}</h2>
      <p>{text.lead}</p>
      <p>{text.where}</p>
      <div class="actions">
        <button type="button" onClick={() => void save()}>
          <Icon name="download" />
          {text.action}
        </button>
        <span role="status">{name.value && text.done(name.value)}</span>
      </div>
      <ErrorNotice error={error.value} />
    </section>
  );
}
