import { duration, number, percent } from "../../language/format.ts";
import { plural } from "./plural.ts";

/** The texts of the tour's steps about mining and its rewards. */
export const miningStrings = {
  steps: {
    byHand: {
      title: "Mine by hand",
      text: "A hash turns any text into 64 hex digits that nobody can predict. Below is the first block of a new chain, genesis. It has one free field, the nonce, which the block calls proof. Type a number there, and see the hash of the block with that number.",
      task: "type numbers until the hash starts with a zero.",
      learned:
        "You have done what miners do: they try nonces until a hash starts with enough zeros. A hex digit has 16 values, so one zero takes 16 tries on average. Nobody can tell beforehand which nonce it will be, so there is no better way than trying.",
    },
    machine: {
      title: "Let the machine search",
      text: "This chain demands four zeros, as the paper does: 16 bits. Each further zero takes 16 times as many tries, which is hopeless by hand. Try a few nonces if you like, then let your browser search. Mine genesis and two blocks.",
      task: "mine genesis and the blocks of two patients.",
      learned:
        "Your browser did in a moment what would have taken you days, in the same way: one try after the other. The chain of three blocks is yours. Two of the later steps go on with it.",
    },
    target: {
      title: "The target, and the timestamp",
      text: "A hash is a number of 256 bits. “It starts with zeros” means that this number is small: below a target. Each dot is the hash of the block with one of 64 nonces, from 0 on the left to 2²⁵⁶ on the right. Those below the target are solutions.",
      task: "move the target, move the timestamp on, and measure your browser.",
      learned:
        "Each further bit halves the target, and doubles the work. All 2³² nonces of a block may be used up without a solution. Each second brings a new timestamp, and with it 2³² new hashes, so a search never runs out.",
    },
    lottery: {
      title: "The lottery",
      text: "Four miners search for the next block at the same time. Each tries its own nonces from a random one on, so each hash is like a lottery ticket, and a faster miner buys more tickets. The bars show how long each would have searched for this block: the shortest one wins.",
      task: "predict how many of 100 blocks the slowest miner wins, then play them.",
      learned:
        "A miner's share of the blocks follows its share of the speed, but only in the long run. The fastest does not win every block, and the slowest wins some. If the search were a race over the same numbers, the fastest would always win.",
    },
    coins: {
      title: "Rewards that can be spent",
      text: "On many chains, whoever mines a block gets a reward: a coin that can be spent. A transfer names the sender, the receiver, the amount, the coin, and the block that moved the coin last. Miners check each transfer before they put it into a block, as the paper's section 2 (iii) says.",
      task: "transfer a coin, then try to spend it twice, and try a transfer without enough funds.",
      learned:
        "The chain itself says who owns a coin. A second transfer of the same coin names a block that is no longer the last one that moved it, so every miner sees the block that spent it first, and refuses.",
    },
  },
  bench: {
    text: "The block that is hashed",
    nonce: "Nonce",
    nonceHint: `A whole number from 0 to ${number(4_294_967_295)}`,
    hash: "Its SHA-256",
    none: "Type a number to see a hash.",
    zeros: (zeros: number) => (zeros === 0 ? "No zero at the start." : `${plural(zeros, "zero")} at the start.`),
    tries: "Tries",
    expected: "Expected",
    pace: "Your speed",
    perMinute: (tries: number) => `${number(tries)} per minute`,
    noPace: "–",
    list: "Your tries, newest first",
  },
  byHand: {
    found: (tries: number) => `Found after ${plural(tries, "try", "tries")}.`,
    luck: (share: number) =>
      `The average is 16. Of all who do this, ${percent(share)} are done after as many tries as you, or fewer.`,
    board: "Your teacher's board shows how many tries you needed.",
    before: (tries: number) => `When you did this first, it took you ${plural(tries, "try", "tries")}.`,
  },
  machine: {
    byHand: (perMinute: number, milliseconds: number) =>
      `At ${number(perMinute)} tries a minute, one block would take you about ${duration(milliseconds)} without a break.`,
    genesis: "Genesis",
    block: (index: number) => `Block ${number(index)}`,
    patient: "Patient's name",
    search: "Let the machine search",
    searching: "Searching…",
    attempts: "Hashes tried",
    rate: "Hashes per second",
    mined: (index: number, attempts: number, milliseconds: number) =>
      `Block ${number(index)}: ${plural(attempts, "hash", "hashes")} in ${duration(milliseconds)}.`,
    times: (factor: number) => `That is ${number(factor)} times as fast as you by hand.`,
    chain: "Your chain",
    again: "Start again with a new chain",
  },
  target: {
    line: {
      title: "Below the target?",
      bits: "Leading zero bits",
      bitsText: (bits: number, share: string) => `${plural(bits, "bit")}: one hash in ${share}`,
      target: "Target",
      smallest: "Smallest hash",
      below: (count: number, expected: string) =>
        `${number(count)} of the 64 hashes are below the target. On average it is ${expected}.`,
      compared: "Compare the digits from the left: the first one that differs decides.",
      figure: (below: number, bits: number) =>
        `A line from 0 to 2 to the power of 256 with 64 hashes as dots; ${number(below)} of them are below the target of ${plural(bits, "bit")}.`,
      axis: ["0", "2²⁵⁶"],
    },
    time: {
      title: "A new timestamp",
      lead: "The timestamp is part of the hashed text. Move it on by one second, and all dots jump: each nonce is a new try.",
      move: "Move the timestamp by one second",
      now: "Timestamp",
      moved: (changed: number) => `${number(changed)} of the 64 hashes have changed.`,
    },
    speed: {
      title: "How long the nonces last",
      lead: "A nonce has 32 bits. The paper's section 3.1 counts 4·10⁹ nonces, at 10⁸ hashes a second.",
      measure: "Measure this browser",
      measuring: "Measuring…",
      columns: ["Nonces", "Hashes per second", "All nonces take"],
      paper: "The paper, rounded",
      exact: "Exactly",
      here: "This browser",
      second: (tried: string, share: number) =>
        `In the second that a timestamp lasts, this browser tries ${tried} nonces: ${percent(share)} of them. Then the next timestamp comes, and all of them are new.`,
    },
  },
  lottery: {
    miners: ["Ana", "Bo", "Chandra", "Dalia"],
    share: (share: number) => `${percent(share)} of the speed`,
    predict: "My prediction: of 100 blocks, the slowest miner wins",
    play: (count: number) => `Play ${plural(count, "block")}`,
    round: (count: number, winner: string) => `Block ${number(count)}: ${winner} found it first.`,
    wins: (wins: number, share: number) => `${plural(wins, "block")} won, ${percent(share)}`,
    time: (milliseconds: number) => duration(milliseconds),
    played: "Blocks played",
    searched: "Search for the last block",
    won: "Share of the blocks",
    expected: "its share of the speed",
    result: (predicted: number, won: number, played: number) =>
      `You predicted ${number(predicted)} of 100. The slowest miner has won ${number(won)} of ${number(played)}.`,
    first: "Enter a prediction first.",
  },
  coins: {
    people: { A: "Ana", B: "Bo", C: "Chandra" },
    chain: "The chain",
    block: (index: number) => `Block ${number(index)}`,
    reward: (name: string, amount: number) => `Reward: ${number(amount)} to ${name}`,
    genesis: "No reward",
    transfer: (sender: string, receiver: string, amount: number, coin: number) =>
      `${sender} → ${receiver}: ${number(amount)}, the coin of block ${number(coin)}`,
    coins: "Who owns what",
    coin: (index: number) => `The coin of block ${number(index)}`,
    owner: (name: string, moved: number) => `${name}; moved last in block ${number(moved)}`,
    form: "A transfer",
    sender: "Sender",
    receiver: "Receiver",
    amount: "Amount",
    which: "Coin",
    lastMoved: "Moved last in",
    signed: "Signed by",
    send: "Check it and mine it",
    accepted: (index: number) => `Accepted: it is in block ${number(index)}.`,
    refused: "Refused:",
    faults: {
      form: "the amount must be a whole number above zero.",
      signature: (sender: string, signedBy: string) => `${sender} sends, but ${signedBy} signed.`,
      unknown: (block: number) => `block ${number(block)} did not move this coin.`,
      spent: (block: number) => `double spending. Block ${number(block)} has already spent this coin.`,
      owner: (name: string) => `the coin belongs to ${name}. The sender does not have enough funds.`,
      amount: (sum: number) => `not enough funds. The coin is worth ${number(sum)}.`,
    },
    tasks: {
      accepted: "A transfer that is accepted",
      spent: "The same coin twice: refused",
      funds: "Without enough funds: refused",
    },
  },
};
