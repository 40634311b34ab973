import { useSignal } from "@preact/signals";
import { reportHtml } from "../../../report/html-report.ts";
import { download } from "../../download.ts";
import { Icon } from "../../parts/icon.tsx";
import type { Verified } from "./outcome.ts";
import { verifyStrings } from "../../texts/verify.ts";

/** Saves the report as one HTML file that prints well, with the name of whoever verified. */
export function SaveReport({ document: report, circumstances }: Verified) {
  const text = verifyStrings.saveReport;
  const by = useSignal("");
  const saved = useSignal<string | undefined>(undefined);
  const save = async (event: Event) => {
    event.preventDefault();
    const name = by.peek().trim();
    const html = await reportHtml(report, name === "" ? circumstances : { ...circumstances, verifiedBy: name });
    // Colons are not allowed in the names of files on Windows.
    const file = `verification-${circumstances.at.slice(0, 19).replaceAll(":", "-")}.html`;
    download(file, html, "text/html");
    saved.value = file;
  };
  return (
    <form class="save-report" onSubmit={(event) => void save(event)}>
      <label class="field">
        <span>{text.by}</span>
        <input
          type="text"
          autocomplete="name"
          maxLength={200}
          value={by}
          onInput={({ currentTarget }) => (by.value = currentTarget.value)}
        />
      </label>
      <button type="submit">
        <Icon name="download" />
        {text.action}
      </button>
      <p class="hint">{text.hint}</p>
      <p role="status">{saved.value && text.done(saved.value)}</p>
    </form>
  );
}
