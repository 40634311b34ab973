import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import type { EnrolmentBody } from "../../../client/signing/enrolment.ts";
import { route } from "../../address/route.ts";
import { download } from "../../download.ts";
import { keepRequest, keyOwner, myKey } from "../../keys/my-key.ts";
import { Icon } from "../../parts/icon.tsx";
import { EnrolmentFault } from "./enrolment-fault.tsx";
import { CopyButton } from "./thumbprint.tsx";
import { keyStrings } from "../../texts/keys.ts";

interface RegistrarRequestProps {
  /** The hash of genesis. */
  readonly ledger: string;
  /** Makes a new request. */
  readonly onRequest: () => Promise<EnrolmentBody>;
  readonly isBusy: boolean;
  /** Receives the request, and what came back from the registrar as it was pasted. */
  readonly onEndorsed: (request: EnrolmentBody, text: string) => void;
}

/** The request that the registrar is handed, which this browser keeps until the endorsement has come back. */
export function RegistrarRequest(props: RegistrarRequestProps) {
  const { ledger, onRequest } = props;
  const text = keyStrings.registrar;
  const error = useSignal<Error | undefined>(undefined);
  const kept = myKey.value.at === "kept" ? myKey.value.requests[ledger] : undefined;
  const keep = async (request?: () => Promise<EnrolmentBody>) => {
    const owner = keyOwner.peek();
    try {
      await keepRequest(owner, ledger, await request?.());
      error.value = undefined;
    } catch (fault) {
      error.value = fault as Error;
    }
  };
  return (
    <div class="registrar">
      <h3>{text.title}</h3>
      <p>{text.lead}</p>
      {kept ? (
        <Kept {...props} request={kept} onDiscard={() => void keep()} />
      ) : (
        <div class="actions">
          <button type="button" class="primary" onClick={() => void keep(onRequest)}>
            {text.make}
          </button>
        </div>
      )}
      <EnrolmentFault error={error.value} onAccepted={() => (error.value = undefined)} />
    </div>
  );
}

interface KeptProps extends RegistrarRequestProps {
  readonly request: EnrolmentBody;
  readonly onDiscard: () => void;
}

function Kept({ ledger, request, isBusy, onEndorsed, onDiscard }: KeptProps) {
  const text = keyStrings.registrar;
  const id = useId();
  const endorsement = useSignal("");
  const shown = JSON.stringify({ ledger, ...request }, null, 2);
  const submit = (event: Event) => {
    event.preventDefault();
    onEndorsed(request, endorsement.peek());
  };
  return (
    <>
      <label class="field">
        <span>{text.request}</span>
        <textarea class="mono" rows={6} readOnly value={shown} />
      </label>
      <div class="actions">
        <CopyButton text={shown} label={text.copy} />
        <button
          type="button"
          class="quiet"
          onClick={() => download(`${route.peek().ledger}-key-request.json`, `${shown}\n`)}
        >
          <Icon name="download" />
          {text.download}
        </button>
        <button type="button" class="quiet" onClick={onDiscard}>
          {text.discard}
        </button>
      </div>
      <form class="registrar" autocomplete="off" onSubmit={submit}>
        <label class="field">
          <span>{text.endorsement}</span>
          <textarea
            class="mono"
            rows={3}
            required
            spellcheck={false}
            value={endorsement.value}
            aria-describedby={id}
            onInput={({ currentTarget }) => (endorsement.value = currentTarget.value)}
          />
        </label>
        <p class="hint" id={id}>
          {text.endorsementHint}
        </p>
        <div class="actions">
          <button type="submit" class="primary" disabled={isBusy}>
            {isBusy ? keyStrings.mine.enrolling : text.submit}
          </button>
        </div>
      </form>
    </>
  );
}
