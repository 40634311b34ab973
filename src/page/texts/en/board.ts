import { expectedAttempts } from "../../../chain/proof-of-work.ts";
import type { Presence } from "../../../class/presence.ts";
import type { Order } from "../../views/board/seats.ts";
import { compact, duration, number, percent } from "../../language/format.ts";
import { plural } from "./plural.ts";

/** A length of time in whole seconds, as long as it has few. */
function seconds(milliseconds: number): string {
  return milliseconds < 1_000 ? "< 1 s" : duration(Math.round(milliseconds / 1000) * 1000);
}

/** Every text of the board of a class. */
export const boardStrings = {
  title: (name: string) => `Class ${name}`,
  lead: "Who is in, who mines, and how the work is spread. It keeps itself up to date.",
  loading: "Loading the class…",
  student: (of: number) => `Student ${of}`,
  present: (here: number, all: number) => `${number(here)} of ${number(all)} in`,
  live: "Live",
  interrupted: "Interrupted",
  ended: (at: string) =>
    `This class ended at ${at}: its codes and tokens have expired. To go on, start the class again with a later end.`,
  until: (at: string) => `until ${at}`,
  fault: {
    unreachable:
      "The server does not answer. The board shows what it knew last, and goes on by itself when the server is back.",
    notFound: (name: string) =>
      `There is no class ${name} here. A class is opened with npm run class, and its board is shown on the ledger with its name: choose that ledger above.`,
    notAllowed: "Your token does not allow this. Open the teacher's link that npm run class printed.",
  },
  names: "Show names",
  sheet: "Sheet with the codes",
  guide: "Guide: a class of ninety minutes",
  worksheets: "Worksheets",
  projector: {
    enter: "Projector mode",
    leave: "Leave projector mode",
    join: "Join at",
    local: "Other devices cannot join at localhost: open the board at the class's address to show that here.",
  },

  students: {
    title: "Who is in",
    order: "Sort by",
    orders: { number: "Number", blocks: "Blocks", progress: "Progress in the tour" } satisfies Record<Order, string>,
    presences: {
      expected: "Not yet in",
      in: "In",
      away: "Away",
      withdrawn: "Withdrawn",
    } satisfies Record<Presence, string>,
    columns: {
      student: "Student",
      presence: "State",
      tour: "Tour",
      tries: "Tries",
      blocks: "Blocks",
      reward: "Reward",
      rate: "Hashes/s",
      code: "Code",
    },
    mined: (blocks: number) => plural(blocks, "block"),
    progress: (done: number, of: number) => `${number(done)} of ${number(of)} steps`,
    step: (open: number) => `at step ${open}`,
    rate: compact,
    noRate: "none",
    noTries: "–",
    hint: "In: the student's page reported within the last minute. A block earns a reward of 1. Hashes/s is the rate of the search that the student's browser reports. Tries: the nonces that the student typed in the tour's first step, until a hash began with a zero.",
  },

  code: {
    renew: "New code",
    renewOf: (student: string) => `New code for ${student}`,
    renewLead: "The old code stops working, and so does every page that was signed in with it.",
    renewAction: "Make a new code",
    withdrawnMeanwhile: "the code was withdrawn in the meantime",
    renewing: "Making a code…",
    fresh: (student: string) => `The new code of ${student}`,
    freshLead: "“Sheet with the codes” on the board shows it again; the file of the sheet still has the old one.",
    done: "Done",
    withdraw: "Withdraw",
    withdrawOf: (student: string) => `Withdraw the code of ${student}`,
    withdrawLead:
      "The code stops working, and every page that was signed in with it is signed out. The student's blocks and sandbox stay. A new code lets the student in again.",
    withdrawing: "Withdrawing…",
    keep: "Cancel",
  },

  tries: {
    title: "Mined by hand",
    lead: "How many nonces each student typed until a hash began with a zero.",
    none: "Nobody has found one yet. It is the first step of the tour.",
    mean: "Mean",
    expected: "Expected",
    finished: "Students",
    bin: (least: number, most: number) =>
      most === Infinity ? `${number(least)} or more` : `${number(least)} to ${number(most)}`,
    students: (count: number) => plural(count, "student"),
    histogram: "Students by the number of their tries",
    explanation:
      "One hash in 16 begins with a zero, so the mean of many students comes close to 16. Most need fewer than that, and some need many more: each try has the same chance, however many went before.",
  },

  race: {
    title: "The race",
    lead: "The blocks of the class's ledger, as they arrive.",
    since: "Last block",
    ago: (milliseconds: number) => `${seconds(milliseconds)} ago`,
    expected: "Expected time",
    seconds,
    unknown: "–",
    searching: "Searching",
    total: "Hashes/s",
    rate: (perSecond: number) => `${compact(perSecond)}/s`,
    blocks: "Blocks",
    blockHash: (difficulty: number) =>
      `A block takes ${number(expectedAttempts(difficulty))} hashes on average: that is the expected time at the present rate. It stays the same however long the search has lasted, since each hash has the same chance.`,
    squares:
      "On squares all miners search through the same numbers, and after 225 blocks all proofs are known. So no time can be expected, and a rate says little about who is next.",
    newest: "Newest blocks",
    block: (index: number) => `Block ${number(index)}`,
    noBlocks: "No block has been mined yet.",
    wins: "Blocks by miner",
    win: (blocks: number, share: number) => `${number(blocks)} (${percent(share)})`,
    others: (miners: number, blocks: number) => `${plural(miners, "other")}: ${plural(blocks, "block")}`,
    searchTitle: "Who searches now",
    othersSearch: (count: number) => `and ${plural(count, "other")}`,
    nobody: "Nobody searches now.",
    news: (arrived: number, index: number, miner: string) =>
      `${plural(arrived, "new block")}. Block ${number(index)} is by ${miner}.`,
  },

  shares: {
    title: "How decentralized is the mining?",
    none: "There is nothing to measure until a block has been mined.",
    ofWork: (miners: number, blocks: number, difficulty: number) =>
      `${plural(miners, "miner")} mined ${plural(blocks, "block")}. Each block of this ledger took 2^${difficulty} = ${number(expectedAttempts(difficulty))} hashes on average, ${compact(blocks * expectedAttempts(difficulty))} in all. So a share of the blocks is a share of the expected work as well.`,
    ofBlocks: (miners: number, blocks: number) =>
      `${plural(miners, "miner")} mined ${plural(blocks, "block")}. On squares a proof that is known takes no work, so these are shares of the blocks alone.`,
    columns: { miner: "Miner", blocks: "Blocks", work: "Expected work", share: "Share" },
    hashes: (count: number) => `${compact(count)} hashes`,
    percent,
    table: "The shares of all miners",
    figures: {
      largest: {
        name: "Largest share",
        explanation: "Whoever has more than half finds blocks faster than all others together.",
      },
      nakamoto: {
        name: "Nakamoto coefficient",
        explanation: "The smallest number of miners that have more than half together. At 1, one miner has it alone.",
        source: "Srinivasan and Lee, Quantifying Decentralization, 2017 (they ask for 51 %)",
      },
      herfindahl: {
        name: "Herfindahl–Hirschman index",
        explanation: (equal: string) =>
          `The sum of the squared shares: 1 if one miner has everything, 1/n for n equal miners. This is as concentrated as ${equal} equal miners.`,
        source: "Economics; for blockchains: Zhang, Ma and Liu, SoK: Blockchain Decentralization, arXiv:2205.04256",
      },
      gini: {
        name: "Gini coefficient",
        explanation:
          "How unequal those who mined are: 0 if all have the same, towards 1 if one has almost everything. A single miner counts as 0.",
        source: "Economics; for Bitcoin and Ethereum: Lin, Li, Zhao and Chen, 2021, arXiv:2101.10699",
      },
      entropy: {
        name: "Shannon entropy",
        explanation: (equal: string) =>
          `How uncertain the miner of a random block is: 0 bits if one miner has everything, log₂ n for n equal miners. This is as uncertain as with ${equal} equal miners.`,
        source: "Information theory; for Bitcoin and Ethereum: Lin, Li, Zhao and Chen, 2021, arXiv:2101.10699",
      },
    },
    bits: (bits: number) => `${number(bits, 2)} bits`,
    exact: (value: number) => number(value, 2),
    equal: (miners: number) => number(miners, 1),
    source: (of: string) => `Source: ${of}.`,
    limits: [
      "Miners without a block are not counted. After few blocks the figures show luck rather than rates.",
      "They describe who mines, and nothing else: one server holds this ledger and appends each block, however even the shares are.",
    ],
    paperTitle: "What the paper's related work says",
    paper: [
      "It names one such figure: Endex, an index of how decentralized the mining is (Chen et al., IEEE Network 34(6), 2020). It gives no definition, and the article is not freely available, so Endex is not computed here. The paper names none of the figures above; other studies of blockchains use them.",
      "Cong, He and Li (Decentralized Mining in Centralized Pools, Review of Financial Studies 34(3), 2021): miners join pools to share the risk, which concentrates mining; but large pools charge more, and so grow more slowly.",
      "Albshri et al., as the paper describes them: a model of how much hashing miners buy for a given reward, cost and number of miners. In this class nobody pools and nobody pays.",
    ],
  },
};
