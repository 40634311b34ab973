import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { Prose } from "./isolated.tsx";

interface ModalProps {
  readonly title: string;
  /** Called when the user closes it, for instance with Escape. That means no. */
  readonly onClose: () => void;
  /** Whether it stays open, because what was asked for is on its way, and the user must see how it ends. */
  readonly staysOpen?: boolean;
  readonly children: ComponentChildren;
}

/** A modal question. When it is closed, the browser returns the focus to where it was. */
export function Modal({ title, onClose, staysOpen = false, children }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  // Browsers that do not know `closedby` close it all the same.
  const close = () => (staysOpen ? dialog.current?.showModal() : onClose());
  return (
    <dialog ref={dialog} class="panel" aria-labelledby={id} closedby={staysOpen ? "none" : undefined} onClose={close}>
      <h2 id={id}>
        <Prose text={title} />
      </h2>
      {children}
    </dialog>
  );
}
