"""The paper's system, for the bench to measure the ledger against: chart 1 and the routes get_chain, mine_block and
is_valid, using only Python's standard library. The chain is a list in memory; there are no tokens and no storage.

It is written to be fast where that does not change what the paper does: one encoder, one hash a block in a validation,
persistent connections, answers sent at once.

    python3 peer.py serve [CHAIN.ndjson]           serves, on a free port, which it prints
    python3 peer.py search squares PREVIOUS_PROOF  searches for a proof, and prints hashes and seconds
    python3 peer.py search block-hash BLOCK HASHES tries this many nonces in a JSON block, and prints the same
    python3 peer.py search prepared HEAD TAIL HASHES
                                                   tries this many nonces between two texts, and prints the same
"""

import json
import sys
from datetime import datetime, timezone
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock
from time import perf_counter

canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def hash_block(block):
    """Chart 1: hash(block without its hash field)."""
    content = dict(block)
    content.pop("hash", None)
    return sha256(canonical(content).encode()).hexdigest()


def proof_of_work(previous_proof):
    """Chart 1: the smallest proof for which SHA256(proof^2 - previous_proof^2) starts with 0000."""
    new_proof = 1
    while not sha256(str(new_proof**2 - previous_proof**2).encode()).hexdigest().startswith("0000"):
        new_proof += 1
    return new_proof


def mine_bound(candidate, count):
    """Section 2: chart 1's hash of the block, for each of many nonces."""
    for nonce in range(count):
        if hash_block({**candidate, "proof": nonce}).startswith("00000000"):
            return nonce + 1
    return count


def try_nonces(head, tail, count):
    """The same as fast as Python can: serializes the block once, and hashes its constant beginning once."""
    hashed_head = sha256(head)
    for nonce in range(count):
        hashed = hashed_head.copy()
        hashed.update(b"%d%b" % (nonce, tail))
        if hashed.hexdigest().startswith("00000000"):
            return nonce + 1
    return count


class Blockchain:
    def __init__(self, chain):
        self.chain = chain
        self.mining = Lock()
        if not self.chain:
            self.create_block("Genesis", "0", "0", 1, "0")

    def create_block(self, patient_name, patient_ID, reg_no, proof, previous_hash):
        block = {
            "index": len(self.chain) + 1,
            "timestamp": datetime.now(timezone.utc).isoformat(),
            "patient_name": patient_name,
            "patient_ID": patient_ID,
            "Reg_no": reg_no,
            "proof": proof,
            "previous_hash": previous_hash,
        }
        block["hash"] = hash_block(block)
        self.chain.append(block)
        return block

    def mine(self, record):
        with self.mining:
            previous = self.chain[-1]
            proof = proof_of_work(previous["proof"])
            return self.create_block(
                record["patient_name"], record["patient_ID"], record["Reg_no"], proof, hash_block(previous)
            )

    def is_valid(self):
        previous = None
        for block in list(self.chain):
            if hash_block(block) != block["hash"]:
                return False
            if previous is not None:
                if block["previous_hash"] != previous["hash"]:
                    return False
                work = block["proof"] ** 2 - previous["proof"] ** 2
                if not sha256(str(work).encode()).hexdigest().startswith("0000"):
                    return False
            previous = block
        return True


def handler(blockchain):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self):
            if self.path == "/get_chain":
                chain = list(blockchain.chain)
                self.answer(200, {"chain": chain, "length": len(chain)})
            elif self.path == "/is_valid":
                self.answer(200, {"valid": blockchain.is_valid()})
            else:
                self.answer(404, {"message": "not found"})

        def do_POST(self):
            record = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if self.path == "/mine_block":
                message = "Patient record securely added to blockchain ledger"
                self.answer(201, {"message": message, "block": blockchain.mine(record)})
            else:
                self.answer(404, {"message": "not found"})

        def answer(self, status, body):
            encoded = json.dumps(body, separators=(",", ":")).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(encoded)))
            self.end_headers()
            self.wfile.write(encoded)

        def log_message(self, *_):
            pass

    return Handler


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256


def serve(chain_file=None):
    chain = []
    if chain_file is not None:
        with open(chain_file, encoding="utf-8") as lines:
            chain = [json.loads(line) for line in lines]
    with Server(("127.0.0.1", 0), handler(Blockchain(chain))) as server:
        print(server.server_address[1], flush=True)
        server.serve_forever()


def search(puzzle, *arguments):
    start = perf_counter()
    if puzzle == "squares":
        hashes = proof_of_work(int(arguments[0]))
    elif puzzle == "block-hash":
        candidate, count = arguments
        hashes = mine_bound(json.loads(candidate), int(count))
    else:
        head, tail, count = arguments
        hashes = try_nonces(head.encode(), tail.encode(), int(count))
    print(json.dumps({"hashes": hashes, "seconds": perf_counter() - start}))


if __name__ == "__main__":
    {"serve": serve, "search": search}[sys.argv[1]](*sys.argv[2:])
