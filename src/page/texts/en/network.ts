import type { ScenarioName } from "../../../simulation/scenarios.ts";
import type { ConsensusKind } from "../../../simulation/settings.ts";
import type { AttackState } from "../../../simulation/state.ts";
import { list, number, percent } from "../../language/format.ts";
import { plural } from "./plural.ts";

/** The texts of the view of the simulated network. */
export const networkStrings = {
  title: "Network",
  lead: "Each node holds its own copy of the chain, and nobody decides between them. Change anything: this is a simulation in your browser, and touches no ledger.",

  scenarios: {
    title: "What to try",
    watch: "Watch",
    learned: "What it shows",
    own: "Your own network",
    each: {
      honest: {
        name: "Agreement",
        watch:
          "The nodes mine and pay each other. Now and then two of them find a block at about the same time, and the copies differ. See which block decides, and what happens to the other one.",
        learned:
          "Every node keeps to the chain with the most work. A fork ends as soon as one side is longer, so a block is not final when it is mined. It only becomes unlikely to be replaced with each block on top of it.",
      },
      "edited-copy": {
        name: "An edited copy",
        watch:
          "After one minute, D gives itself the reward of block 3 in its own copy. Open that block: its hash no longer fits, so the others refuse it. Half a minute later, D mines its blocks again, one by one.",
        learned:
          "An edit breaks the proofs from that block on. Mining again repairs them, but D alone has less work than the others together, so they never take its copy. The others never compared the copies: they only counted work.",
      },
      partition: {
        name: "Partition",
        watch:
          "After one minute, D and E are cut off. Both sides go on, and each believes its own chain. D pays E meanwhile. After another 80 seconds the network heals.",
        learned:
          "The side with less work gives up all its blocks at once: that is a reorganization. A payment that had several confirmations there waits again. A network that goes on while it is divided cannot promise that a block stays.",
      },
      "double-spend": {
        name: "51 %",
        watch:
          "A has 51 % of the hash power. It pays B with a coin and mines a secret chain in which the same coin goes back to A. Once B has two confirmations and has delivered, A publishes its chain.",
        learned:
          "No rule was broken: every signature and proof is right, and the payment is gone. More confirmations help against a minority. Against a majority they only take longer.",
      },
      stake: {
        name: "Stake",
        watch:
          "The same run, but each slot's leader is drawn by stake and signs the block instead of searching for it. Blocks come at equal intervals. Change who has how much stake.",
        learned:
          "A signature takes almost no energy, so it does not make history expensive to rewrite: a leader can sign two blocks for one slot at no cost. Real systems add penalties and a finality vote, which this simulation leaves out.",
      },
    } satisfies Record<ScenarioName, { readonly name: string; readonly watch: string; readonly learned: string }>,
  },

  run: {
    title: "The run",
    run: "Run",
    pause: "Pause",
    step: "Step",
    speed: "Speed",
    times: (factor: number) => `${number(factor)} ×`,
    restart: "Restart",
    repeat: "Repeat with my changes",
    seed: "Seed",
    useSeed: "Use this seed",
    newSeed: "New seed",
    wrongSeed: "Type a whole number from 0 to 4294967295.",
    time: (seconds: string) => `Simulated time: ${seconds} s`,
    hint: "The same seed gives the same run. Restart leaves out what you changed.",
  },

  settings: {
    title: "Settings",
    consensus: "How a block is added",
    kinds: { work: "Proof of work", stake: "Proof of stake" } satisfies Record<ConsensusKind, string>,
    nodes: "Nodes",
    restarts: "Changing these starts a new run.",
    latency: "Mean latency",
    seconds: (seconds: number) => `${number(seconds, 1)} s`,
    shares: { work: "Hash power", stake: "Stake" } satisfies Record<ConsensusKind, string>,
    partition: "Cut off",
    partitionHint: "The selected nodes exchange messages only among themselves.",
    heal: "Heal the network",
    mining: "Mining",
  },

  picture: {
    summary: (nodes: readonly string[], messages: number) =>
      `Nodes ${list(nodes)}, ${plural(messages, "message")} under way.`,
    divided: (groups: readonly string[]) => `Divided: ${groups.join(" | ")}.`,
    caption:
      "Squares are blocks on their way, with the letter of their miner. Circles are transfers. Dashed lines are cut connections.",
    tip: (index: number) => `block ${number(index)}`,
  },

  copies: {
    title: "The copies",
    hint: "Choose a block to open it. With the arrow keys, you move along a copy and to the next node.",
    copyOf: (node: string) => `Copy of ${node}`,
    facts: (share: number, waiting: number) => `${percent(share)} · ${plural(waiting, "transfer")} waiting`,
    reorganized: (times: number, deepest: number) =>
      `${plural(times, "reorganization")}, ${deepest === 1 ? "1 block deep" : `up to ${number(deepest)} blocks deep`}`,
    agrees: "agrees",
    differs: "another tip",
    edited: "edited copy",
    outvoted: "edited copy, outvoted",
    mining: "mining again",
    secret: "secret chain",
    hidden: (branches: number) => `${plural(branches, "older branch", "older branches")} not shown`,
    legend: {
      tip: "the tip of a copy",
      confirmations: "confirmations",
      abandoned: "not on the chain",
      refused: "refused",
    },
    block: (index: number, miner: string) => `Block ${number(index)} of ${miner}`,
    genesis: "Genesis",
    confirmed: (count: number) => plural(count, "confirmation"),
    abandoned: "not on the chain",
    refused: "refused",
    tip: "tip",
    hash: (start: string) => `hash ${start}`,
  },

  opened: {
    title: (index: number, node: string) => `Block ${number(index)} at ${node}`,
    genesis: "Genesis is the same in every copy, and cannot be edited.",
    valid: "Valid",
    wrong: "Refused",
    beside: "Not on the chain: this copy has another block at this place.",
    hash: "hash",
    previous: "previous_hash",
    proof: "proof",
    leader: "signed by",
    minedBy: "mined by",
    minedAt: "mined at",
    rewardTo: "reward to",
    rewardName: "reward",
    reward: (amount: number) => `a new coin worth ${number(amount)}`,
    transfers: "Transfers",
    none: "none",
    sender: "sender",
    receiver: "receiver",
    amount: "amount",
    ofTransfer: (field: string, transfer: string) => `${field} of ${transfer}`,
    coins: (coins: readonly string[]) => `moves ${list(coins)}`,
    signedBy: (node: string) => `signed by ${node}`,
    remove: "Remove",
    removeTransfer: (transfer: string) => `Remove ${transfer}`,
    mineAgain: "Mine again",
    signAgain: "Sign again",
    stopEditing: "Drop the edited copy",
    mineHint: (node: string) =>
      `${node} mines its edited blocks again one after the other, as fast as its hash power allows. Let the simulation run.`,
    others: "The same place in the other copies",
    same: "same hash",
    other: "another hash",
    lacks: "no such block yet",
    computing: "Computing…",
    nonce: {
      title: "Find a nonce by hand",
      label: "Nonce",
      next: "Next nonce",
      fits: "This nonce fits: the hash starts with 8 zero bits.",
      fails: "This nonce does not fit: the hash must start with 00.",
      use: "Use this nonce",
      tries: (tries: number) => `${plural(tries, "nonce")} tried. On average it takes 256.`,
    },
  },

  mempool: {
    title: (node: string) => `Mempool of ${node}`,
    empty: "No transfer waits here.",
    refused: "Refused",
    transfer: (id: string, amount: number, sender: string, receiver: string) =>
      `${id}: ${number(amount)} from ${sender} to ${receiver}`,
  },

  transfer: {
    title: "Send a transfer",
    hint: "A coin is a block's reward, and is moved as a whole. A transfer names the last block that moved each coin, so the same coin cannot be spent twice. Try to break each rule.",
    sender: "Sender",
    receiver: "Receiver",
    signer: "Signed and sent by",
    amount: "Amount",
    coins: "Coins",
    coinName: (block: string) => `the coin of ${block}`,
    coin: (coin: string, worth: number) => `coin of ${coin}, worth ${number(worth)}`,
    movedIn: (block: string) => `last moved in ${block}`,
    spentIn: (block: string) => `already spent in ${block}`,
    belongsTo: (node: string) => `belongs to ${node}`,
    others: "Coins that the sender does not own",
    noCoins: (node: string) => `${node} owns no coin yet. It gets one with each block that it mines.`,
    send: "Send",
    sent: (id: string) => `Sent: ${id} is on its way to all nodes.`,
    refused: (why: string) => `Refused: ${why}.`,
  },

  attack: {
    title: "A double spend",
    attacker: "Attacker",
    victim: "Victim",
    confirmations: "Confirmations that the victim waits for",
    start: "Start",
    giveUp: "Give up",
    stages: {
      preparing: "The attacker waits until it has a coin and a secret block.",
      racing: "The attacker has paid, and mines its secret chain against the public one.",
      published: "The secret chain is published. The others decide.",
      succeeded: "The double spend succeeded: the payment is gone from the victim's chain.",
      failed: "The double spend failed.",
    } satisfies Record<AttackState["stage"], string>,
    race: (secret: number, open: number) =>
      `After the fork: ${plural(secret, "secret block")}, ${plural(open, "public block")}.`,
    impossible: "This cannot start now: choose two different nodes, and end the double spend that runs.",
  },

  odds: {
    title: "How often a double spend succeeds",
    hint: "The line is the probability after Rosenfeld (2012). The dots are simulated double spends with the seed of the run.",
    share: "The attacker's share",
    runs: (runs: number) => `${number(runs)} double spends for each dot`,
    summary: (share: number) =>
      `Success over confirmations with a share of ${percent(share)}: the table has the numbers.`,
    table: "As a table",
    confirmations: "Confirmations",
    theory: "Theory",
    simulated: "Simulated",
    majority:
      "With half of the hash power or more, the attacker always succeeds in the end, however many confirmations the victim waits for.",
  },

  energy: {
    title: "What agreement costs",
    hint: "All nodes are assumed to be alike, with one core each. With work they search until one finds a proof; with stake each computes one hash and one signature. Networking and idle time are left out of both.",
    watts: "Watts per core",
    wattsValue: (watts: number) => `${number(watts)} W`,
    difficulty: "Difficulty",
    bits: (bits: number, hashes: string) => `${plural(bits, "bit")}: ${hashes} hashes per block`,
    measure: "Measure this browser",
    measuring: "Measuring…",
    assumed: "Not measured yet: the rates are assumed.",
    measured: "Measured in this browser, on one core.",
    hashes: (rate: string) => `${rate} hashes per second`,
    signatures: (rate: string) => `${rate} signatures verified per second`,
    perBlock: "Per block",
    perTransfer: "Per transfer",
    noTransfers: "no transfer was confirmed",
    joules: (amount: string, prefix: string) => `${amount} ${prefix}J`,
    ratio: (times: string) => `For a block, work takes ${times} times as much energy as stake.`,
    method: "Method",
  },

  contrast: {
    title: "And this ledger?",
    lead: "patient-ledger has one authoritative holder instead, and witnesses who keep what it signed.",
    network: "A network like this one",
    ledger: "This ledger",
    points: [
      {
        question: "Who decides which block comes next?",
        network:
          "Whoever finds a proof or leads the slot, weighted by hash power or stake. Forks are resolved by most work.",
        ledger: "The holder, in the order of arrival. There is one chain and never a fork.",
      },
      {
        question: "What can somebody do who edits a copy?",
        network: "Nothing with less work than the rest. With more than half of it: rewrite whatever they mined.",
        ledger:
          "Whoever edits the holder's storage can mine it all again. They cannot change the checkpoints that others saved.",
      },
      {
        question: "What detects it?",
        network:
          "Each node checks every block. It simply takes a valid chain with more work: a reorganization raises no alarm.",
        ledger:
          "The signed checkpoints: a changed history contradicts them, and one saved checkpoint or witness is enough to prove it.",
      },
      {
        question: "What does it cost?",
        network:
          "With work, the energy of all nodes that search; with stake, the coins that are locked up. See the figures above.",
        ledger: "One search per block, for learning. Integrity rests on signatures, which cost next to nothing.",
      },
      {
        question: "How final is a block?",
        network: "Never for certain: each confirmation makes a reorganization less likely.",
        ledger: "At once, as soon as a witness or a reader has saved a checkpoint with it.",
      },
      {
        question: "What do you have to trust?",
        network: "That no one has most of the hash power or stake.",
        ledger: "That the holder stays available, and that at least one saved checkpoint is out of its reach.",
      },
    ],
  },

  log: {
    title: "What happens",
    empty: "Nothing yet: press Run.",
    at: (seconds: string) => `${seconds} s`,
    mined: (node: string, index: number) => `${node} mined block ${number(index)}.`,
    signed: (node: string, index: number) => `${node} signed block ${number(index)}.`,
    secretly: (node: string, index: number) => `${node} mined block ${number(index)} in secret.`,
    minedAgain: (node: string, index: number) => `${node} mined block ${number(index)} of its edited copy again.`,
    agreed: (block: string) => `All nodes agree on ${block}.`,
    lost: (messages: number) => `${plural(messages, "message")} got lost at the partition.`,
    reorganized: (node: string, depth: number, fork: string, adopted: number) =>
      `${node} changed to a chain with more work: it left ${plural(depth, "block")} after ${fork} and took ${number(adopted)}.`,
    returned: (transfers: number) => `${plural(transfers, "transfer waits", "transfers wait")} again.`,
    gone: (transfers: number) => `${plural(transfers, "transfer")} became impossible.`,
    refusedBlock: (node: string, block: string, why: string) => `${node} refused ${block}: ${why}.`,
    refusedTransfer: (node: string, transfer: string, why: string) => `${node} refused transfer ${transfer}: ${why}.`,
    refused: (action: string, why: string) => `${action} Refused: ${why}.`,
  },

  /** How blocks are named in sentences. */
  names: {
    genesis: "genesis",
    block: (index: number, miner: string) => `block ${number(index)} of ${miner}`,
  },

  actions: {
    weight: (node: string) => `The share of ${node} changed.`,
    latency: (seconds: string) => `The mean latency is now ${seconds} s.`,
    miningOn: "The nodes mine.",
    miningOff: "The nodes stopped mining.",
    divided: (groups: readonly string[]) => `The network is divided: ${groups.join(" | ")}.`,
    healed: "The network is whole again.",
    paid: (sender: string, receiver: string, coins: number) =>
      `${sender} sends ${receiver} a transfer of ${plural(coins, "coin")}.`,
    submitted: (node: string, amount: number, sender: string, receiver: string) =>
      `${node} signs a transfer of ${number(amount)} from ${sender} to ${receiver}.`,
    edited: (node: string, index: number) => `${node} edited block ${number(index)} in its copy.`,
    reproved: (node: string) => `${node} makes new proofs for its edited copy.`,
    proven: (node: string) => `${node} found a nonce by hand.`,
    returned: (node: string) => `${node} drops its own chain and takes the best one that it knows.`,
    attacked: (attacker: string, victim: string) => `${attacker} prepares a double spend against ${victim}.`,
  },

  faults: {
    work: "its proof does not fit its content",
    stake: "the signature of its leader does not fit its content",
    ancestor: (block: string, why: string) => `it builds on ${block}, which is refused itself: ${why}`,
    inTransfer: (transfer: string, why: string) => `transfer ${transfer} is not allowed: ${why}`,
    form: "it must move at least one coin, each once, and a whole amount above 0",
    signature: (sender: string, signer: string) => `${signer} signed it instead of its sender ${sender}`,
    unknown: (coin: string) => `this chain has no coin of ${coin} that was moved where the transfer says`,
    doubleSpend: (coin: string, spentIn: string) => `the coin of ${coin} was already spent in ${spentIn}`,
    conflict: (coin: string, transfer: string) => `transfer ${transfer} already moves the coin of ${coin}`,
    owner: (coin: string, owner: string) => `the coin of ${coin} belongs to ${owner}`,
    amount: (sum: number) => `its amount must be the sum of its coins, ${number(sum)}`,
    impossible: "this is not possible now",
    funds: (coins: number) => `the sender has only ${plural(coins, "coin")} to spend`,
    leader: (leader: string) => `only ${leader}, the leader of that slot, can sign the block again`,
  },
};
