import type { Fault } from "../../chain/fault.ts";
import { linkTo } from "../address/route.ts";
import { strings } from "../strings.ts";

/** Says what is wrong with a chain, and links to the faulty block. */
export function FaultFound({ fault }: { readonly fault: Fault }) {
  const text = strings.fault;
  return (
    <div class="fault">
      <p>{fault.detail}</p>
      <dl class="facts">
        <dt>{text.place}</dt>
        <dd>
          <a href={linkTo("blocks", fault.index)}>{strings.blocks.block(fault.index)}</a>
        </dd>
        <dt>{text.rule}</dt>
        <dd>{text.rules[fault.rule] ?? fault.rule}</dd>
        <dt>{text.expected}</dt>
        <dd class="mono">{fault.expected}</dd>
        <dt>{text.actual}</dt>
        <dd class="mono">{fault.actual}</dd>
      </dl>
    </div>
  );
}
