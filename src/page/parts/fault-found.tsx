import type { FoundFault } from "../../evidence/checking/findings.ts";
import { ruleText } from "../../report/rules.ts";
import { quoted } from "../../report/words.ts";
import { IN_ENGLISH } from "../language/english.ts";
import { Prose } from "./isolated.tsx";
import { chainStrings } from "../texts/chain.ts";

interface FaultFoundProps {
  readonly fault: FoundFault;
  /** The address of the faulty block, where there is one to look at. */
  readonly blockAddress?: string | undefined;
}

/** Says what is wrong with a chain, and where. */
export function FaultFound({
  fault: { detail, index, rule, expected, actual, provenBy },
  blockAddress,
}: FaultFoundProps) {
  const text = chainStrings.fault;
  const block = chainStrings.blocks.block(index);
  return (
    <div class="fault">
      <p {...IN_ENGLISH}>
        <Prose text={quoted(detail)} />
      </p>
      <dl class="facts">
        <dt>{text.place}</dt>
        <dd>{blockAddress === undefined ? block : <a href={blockAddress}>{block}</a>}</dd>
        <dt>{text.rule}</dt>
        <dd {...IN_ENGLISH}>
          <Prose text={quoted(ruleText(rule))} />
        </dd>
        <dt>{text.expected}</dt>
        <dd class="mono" {...IN_ENGLISH}>
          <Prose text={quoted(expected)} />
        </dd>
        <dt>{text.actual}</dt>
        <dd class="mono" {...IN_ENGLISH}>
          <Prose text={quoted(actual)} />
        </dd>
        {provenBy !== undefined && (
          <>
            <dt>{text.provenBy}</dt>
            <dd {...IN_ENGLISH}>
              <Prose text={quoted(provenBy)} />
            </dd>
          </>
        )}
      </dl>
    </div>
  );
}
