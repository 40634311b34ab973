import { useSignal } from "@preact/signals";
import { isolated } from "../../parts/isolated.tsx";
import { Modal } from "../../parts/modal.tsx";
import { ErrorNotice } from "../../parts/notice.tsx";
import type { WatchedClass } from "./watched-class.ts";
import { boardStrings } from "../../texts/board.ts";

/** What a teacher is about to do with a student's code. */
export interface Asked {
  readonly what: "renew" | "withdraw";
  readonly student: number;
  /** What the board calls the student. */
  readonly label: string;
}

interface CodeDialogProps extends Asked {
  readonly group: WatchedClass;
  readonly onClose: () => void;
}

/** Asks before a student's code becomes void, and shows a new one. */
export function CodeDialog({ what, student, label, group, onClose }: CodeDialogProps) {
  const text = boardStrings.code;
  const isBusy = useSignal(false);
  const code = useSignal<string | undefined>(undefined);
  const error = useSignal<Error | undefined>(undefined);
  const isRenewal = what === "renew";
  const confirm = async (event: Event) => {
    event.preventDefault();
    isBusy.value = true;
    error.value = undefined;
    try {
      if (isRenewal) code.value = await group.newCode(student);
      else await group.withdraw(student);
      if (!isRenewal) onClose();
    } catch (fault) {
      error.value = fault as Error;
    }
    isBusy.value = false;
  };
  if (code.value !== undefined) {
    return (
      <Modal title={text.fresh(isolated(label))} onClose={onClose}>
        <p class="board-fresh-code mono" role="status">
          {code.value}
        </p>
        <p>{text.freshLead}</p>
        <div class="actions">
          <button type="button" class="primary" onClick={onClose}>
            {text.done}
          </button>
        </div>
      </Modal>
    );
  }
  return (
    <Modal
      title={(isRenewal ? text.renewOf : text.withdrawOf)(isolated(label))}
      onClose={onClose}
      staysOpen={isBusy.value}
    >
      <form class="danger-form" onSubmit={(event) => void confirm(event)}>
        <p>{isRenewal ? text.renewLead : text.withdrawLead}</p>
        <ErrorNotice error={error.value} />
        <div class="actions">
          <button type="button" disabled={isBusy.value} onClick={onClose}>
            {text.keep}
          </button>
          <button type="submit" class="danger" disabled={isBusy.value}>
            {isBusy.value
              ? isRenewal
                ? text.renewing
                : text.withdrawing
              : isRenewal
                ? text.renewAction
                : text.withdraw}
          </button>
        </div>
      </form>
    </Modal>
  );
}
