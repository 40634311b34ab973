import { Icon } from "../../../parts/icon.tsx";
import { recordStrings } from "../../../texts/records.ts";

/** Says that what is shown was logged as a read. */
export function ReadNote() {
  return (
    <span class="read-note">
      <Icon name="eye" />
      {recordStrings.logged}
    </span>
  );
}
