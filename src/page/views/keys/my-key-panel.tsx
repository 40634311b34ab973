import { useSignal } from "@preact/signals";
import { algorithmOf } from "../../../chain/sealed/public-key.ts";
import { hasCryptography } from "../../cryptography.ts";
import { forgetKey, makeKey, myKey } from "../../keys/my-key.ts";
import { standing } from "../../keys/signing.ts";
import { Icon } from "../../parts/icon.tsx";
import { Modal } from "../../parts/modal.tsx";
import { NotComputed } from "../../parts/no-cryptography.tsx";
import { ErrorNotice, Notice } from "../../parts/notice.tsx";
import type { WatchedChain } from "../../watched-chain.ts";
import { Enrolling } from "./enrolling.tsx";
import { Revoking } from "./revoking.tsx";
import { Thumbprint } from "./thumbprint.tsx";
import { keyStrings } from "../../texts/keys.ts";

/** The person's own key: made, enrolled, revoked and forgotten here, with words that say what it is. */
export function MyKeyPanel({ chain }: { readonly chain: WatchedChain }) {
  const text = keyStrings.mine;
  return (
    <section class="panel my-key" aria-labelledby="my-key-heading">
      <h2 id="my-key-heading">{text.title}</h2>
      {hasCryptography ? <MyKey chain={chain} /> : <NotComputed />}
      <details open={myKey.value.at === "none"}>
        <summary>{text.explain.summary}</summary>
        <ul class="key-points">
          {text.explain.points.map((point) => (
            <li key={point}>{point}</li>
          ))}
        </ul>
      </details>
    </section>
  );
}

function MyKey({ chain }: { readonly chain: WatchedChain }) {
  const text = keyStrings.mine;
  const { value } = myKey;
  switch (value.at) {
    case "loading":
      return <p role="status">{text.loading}</p>;
    case "failed":
      return <Notice tone="bad">{text.failed(value.error.message)}</Notice>;
    case "none":
      return <MakeKey />;
    case "kept":
      return (
        <>
          <Thumbprint value={value.key.thumbprint} />
          <p class="hint">
            {text.algorithm}: {algorithmOf(value.key.publicKey)}
          </p>
          <Here chain={chain} />
        </>
      );
  }
}

function MakeKey() {
  const text = keyStrings.mine;
  const isBusy = useSignal(false);
  const error = useSignal<Error | undefined>(undefined);
  const make = async () => {
    isBusy.value = true;
    error.value = await makeKey().then(
      () => undefined,
      (fault: unknown) => fault as Error,
    );
    isBusy.value = false;
  };
  return (
    <>
      <p>{text.none}</p>
      <div class="actions">
        <button type="button" class="primary" disabled={isBusy.value} onClick={() => void make()}>
          <Icon name="shield" />
          {isBusy.value ? text.making : text.make}
        </button>
      </div>
      {error.value && <Notice tone="bad">{text.failed(error.value.message)}</Notice>}
    </>
  );
}

/** Where the key stands on this ledger, and what can be done about it. */
function Here({ chain }: { readonly chain: WatchedChain }) {
  const text = keyStrings.mine;
  const { value } = standing;
  switch (value.at) {
    case "not-enrolled":
      return (
        <>
          <p role="status">{text.notEnrolled}</p>
          <Enrolling chain={chain} authorKey={value.key} />
          <Forget />
        </>
      );
    case "enrolled":
      return (
        <>
          <p role="status">{text.enrolled(value.view.enrolled.block, value.view.enrolled.at)}</p>
          <Revoking served={value.view} isMine />
          <Forget />
        </>
      );
    case "revoked": {
      const { block, at } = value.view.revoked ?? value.view.enrolled;
      return (
        <>
          <p role="status">{text.revoked(block, at)}</p>
          <Forget />
        </>
      );
    }
    case "failed":
      return <ErrorNotice error={value.error} />;
    default:
      return <p role="status">{keyStrings.loading}</p>;
  }
}

/** Removes the key from this browser, after a question. */
function Forget() {
  const text = keyStrings.mine;
  const isAsking = useSignal(false);
  const error = useSignal<Error | undefined>(undefined);
  const forget = async () => {
    error.value = await forgetKey().then(
      () => undefined,
      (fault: unknown) => fault as Error,
    );
    isAsking.value = false;
  };
  return (
    <>
      <div class="actions">
        <button type="button" class="quiet" aria-haspopup="dialog" onClick={() => (isAsking.value = true)}>
          {text.forget}
        </button>
      </div>
      <ErrorNotice error={error.value} />
      {isAsking.value && (
        <Modal title={text.forgetTitle} onClose={() => (isAsking.value = false)}>
          <p>{text.forgetLead}</p>
          <div class="actions">
            <button type="button" onClick={() => (isAsking.value = false)}>
              {text.keep}
            </button>
            <button type="button" class="danger" onClick={() => void forget()}>
              {text.forgetConfirm}
            </button>
          </div>
        </Modal>
      )}
    </>
  );
}
