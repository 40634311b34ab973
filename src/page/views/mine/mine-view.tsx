import { signal } from "@preact/signals";
import { MINE_SECTIONS } from "../../address/address.ts";
import { linkTo, route } from "../../address/route.ts";
import { ErrorNotice, Notice } from "../../parts/notice.tsx";
import { allows } from "../../session/session.ts";
import { chain } from "../../watched-chain.ts";
import { Bench } from "./bench.tsx";
import { Figure } from "./figure/figure.tsx";
import { History } from "./history.tsx";
import { MempoolSection } from "./mempool/mempool-section.tsx";
import { RecordForm } from "./record-form.tsx";
import { RewardsSection } from "./rewards/rewards-section.tsx";
import { Tip } from "./tip.tsx";
import { figureStrings } from "../../texts/figure.ts";
import { mineStrings } from "../../texts/mine.ts";
import { strings } from "../../texts/frame.ts";

/** Mines a block for a record and shows its way through figure 1; in sections of their own what waits, and the rewards. */
export function MineView() {
  const { section } = route.value;
  return (
    <>
      <Sections />
      {section === undefined ? <Mining /> : section === "mempool" ? <MempoolSection /> : <RewardsSection />}
    </>
  );
}

/** Mines a block for a record, on the server or in the browser, and shows what the last blocks took. */
function Mining() {
  const text = mineStrings;
  const described = chain.value?.description.value;
  const isSealed = described?.records === "sealed";
  return (
    <>
      <div class="mine-head">
        <h1>{isSealed ? text.sealedTitle : text.title}</h1>
        {described && <p class="lead">{isSealed ? text.sealedLead : text.lead}</p>}
      </div>
      <ErrorNotice error={chain.value?.error.value} />
      <Tip />
      {isWide.value && <Figure />}
      {allows("chain:mine") ? (
        <div class="mine-place">
          <RecordForm />
          <Bench />
        </div>
      ) : (
        <Notice tone="bad">{strings.session.scopeMissing("chain:mine")}</Notice>
      )}
      {!isWide.value && <Figure />}
      <History />
    </>
  );
}

/** Whether the figure is a row: then it is above the form, so that it is seen during the mining. */
const wide = matchMedia("(min-width: 44rem)");
const isWide = signal(wide.matches);
wide.addEventListener("change", ({ matches }) => (isWide.value = matches));

function Sections() {
  const text = figureStrings.sections;
  return (
    <nav class="mine-sections" aria-label={text.name}>
      {[undefined, ...MINE_SECTIONS].map((name) => (
        <a key={name} href={linkTo("mine", name)} aria-current={route.value.section === name ? "page" : undefined}>
          {name === undefined ? text.mining : text[name]}
        </a>
      ))}
    </nav>
  );
}
