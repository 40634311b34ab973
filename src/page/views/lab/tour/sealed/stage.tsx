import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "../../../../parts/icon.tsx";

interface StageProps {
  /** Unique on the page. */
  readonly id: string;
  readonly title: string;
  readonly lead: string;
  /** Whether the reader came here by a button, so that reading goes on at the heading. */
  readonly takesFocus: boolean;
  readonly children: ComponentChildren;
}

/** A part of the step with one idea. It follows the part before once the reader goes on. */
export function Stage({ id, title, lead, takesFocus, children }: StageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (takesFocus) heading.current?.focus();
  }, []);
  return (
    <section class="panel sealed-stage" aria-labelledby={id}>
      <h2 id={id} ref={heading} tabIndex={-1}>
        {title}
      </h2>
      <p>{lead}</p>
      {children}
    </section>
  );
}

/** A button to the next part. */
export function GoOn({ label, onPress }: { readonly label: string; readonly onPress: () => void }) {
  return (
    <button type="button" class="primary" onClick={onPress}>
      {label}
      <Icon name="next" />
    </button>
  );
}
