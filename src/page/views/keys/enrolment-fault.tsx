import { route } from "../../address/route.ts";
import { acceptLedger } from "../../keys/checked-chain.ts";
import { NotTheLedger } from "../../keys/not-the-ledger.ts";
import { ErrorNotice } from "../../parts/notice.tsx";
import { vouchingStrings } from "../../texts/vouching.ts";

interface EnrolmentFaultProps {
  readonly error: Error | undefined;
  readonly onAccepted: () => void;
}

/** Why the key was not enrolled. If another ledger has taken the place of the known one, the person may accept it. */
export function EnrolmentFault({ error, onAccepted }: EnrolmentFaultProps) {
  const isOther = error instanceof NotTheLedger && error.isOther;
  const accept = async () => {
    await acceptLedger(route.peek().ledger);
    onAccepted();
  };
  return (
    <>
      <ErrorNotice error={error} />
      {isOther && (
        <div class="actions">
          <button type="button" onClick={() => void accept()}>
            {vouchingStrings.faults.accept}
          </button>
        </div>
      )}
    </>
  );
}
