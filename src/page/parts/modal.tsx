import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { Prose } from "./isolated.tsx";

interface ModalProps {
  readonly title: string;
  /** Called when the user closes it, for instance with Escape. That means no. */
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** A modal question. When it is closed, the browser returns the focus to where it was. */
export function Modal({ title, onClose, children }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="panel" aria-labelledby={id} onClose={onClose}>
      <h2 id={id}>
        <Prose text={title} />
      </h2>
      {children}
    </dialog>
  );
}
