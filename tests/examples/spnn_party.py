"""Runs spnn_party as operators do: whole deployments by examples/deployment.sh, and single parties that must refuse.

spnn_party.py PROGRAM EXAMPLES TRANSPORT... [unittest arguments]
"""

import csv
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

PROGRAM = pathlib.Path(sys.argv.pop(1)).resolve()
EXAMPLES = pathlib.Path(sys.argv.pop(1)).resolve()
TRANSPORTS = []
while len(sys.argv) > 1 and not sys.argv[1].startswith("-") and sys.argv[1] in ("tcp", "tls", "grpc", "mpi"):
    TRANSPORTS.append(sys.argv.pop(1))


def deploy(folder, *arguments):
    # Open MPI itself leaks.
    environment = os.environ | ({"ASAN_OPTIONS": "detect_leaks=0"} if "mpi" in arguments else {})
    return subprocess.run([EXAMPLES / "deployment.sh", "--program", PROGRAM, "--folder", folder, *map(str, arguments)],
                          capture_output=True, text=True, timeout=300, env=environment)


def run(*arguments):
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=60)


def events(folder, party):
    return [json.loads(line) for line in (folder / "log" / party).read_text().splitlines() if line.startswith("{")]


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)


class Deployment(Case):
    def check(self, transport, protocol, *arguments):
        done = deploy(self.folder, "--transport", transport, "--protocol", protocol, *arguments)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        last = json.loads(done.stdout.splitlines()[-1])
        self.assertEqual(list(last), ["transport", "protocol", "equal_to_simulation", "test_auc", "seconds_per_epoch"])
        self.assertEqual((last["transport"], last["protocol"]), (transport, protocol))
        self.assertIs(last["equal_to_simulation"], True)
        self.assertGreater(last["test_auc"], 0.9)
        self.assertGreater(last["seconds_per_epoch"], 0)
        return done.stdout

    def test_every_transport_and_its_files(self):
        for transport in TRANSPORTS:
            with self.subTest(transport=transport):
                self.setUp()
                out = self.check(transport, "masked", "--epochs", 3)
                self.assertIn("epoch 3 of 3", out)
                owner = self.folder / "state" / "holder_1"
                with open(owner / "predictions.csv") as file:
                    rows = list(csv.DictReader(file))
                self.assertEqual(len(rows), json.loads((owner / "result.json").read_text())["test_rows"])
                with open(owner / "new_predictions.csv") as file:
                    new = {row["id"]: float(row["prediction"]) for row in csv.DictReader(file)}
                with open(self.folder / "data" / "new_hospital.csv") as a, open(self.folder / "data" / "new_laboratory.csv") as b:
                    common = {r["id"] for r in csv.DictReader(a)} & {r["id"] for r in csv.DictReader(b)}
                self.assertEqual(set(new), common)
                history = json.loads((self.folder / "state" / "coordinator" / "history.json").read_text())
                self.assertEqual([e["epoch"] for e in history], [1, 2, 3])
                self.assertEqual(history, json.loads((owner / "history.json").read_text()))
                for other in ("server", "holder_2"):
                    self.assertFalse((self.folder / "state" / other / "predictions.csv").exists())
                for party in self.folder.glob("state/*/model"):
                    self.assertEqual(party.stat().st_mode & 0o077, 0)

    def test_shared_and_encrypted(self):
        self.check("tcp", "shared", "--epochs", 3)
        self.setUp()
        self.check("tcp", "encrypted", "--epochs", 2, "--key-bits", 2048)

    def test_short_numbers(self):
        self.check("tcp", "masked", "--epochs", 3, "--ring", "z2k<32>")
        self.setUp()
        self.check("tcp", "shared", "--epochs", 2, "--ring", "z2k<32>")

    def test_a_crash_costs_an_epoch_at_most(self):
        out = self.check("tls" if "tls" in TRANSPORTS else "tcp", "masked", "--epochs", 8, "--crash", "server")
        self.assertIn("server was lost in epoch", out)
        starts = [e["first_epoch"] for e in events(self.folder, "holder_2") if e["event"] == "start"]
        self.assertEqual(starts[0], 1)
        self.assertGreaterEqual(starts[1], 4)

    def test_no_value_of_the_data_reaches_a_log(self):
        self.check("tcp", "masked", "--epochs", 2)
        logs = "".join(path.read_text() for path in self.folder.glob("log/*"))
        with open(self.folder / "data" / "hospital.csv") as file:
            for row in list(csv.DictReader(file))[:50]:
                self.assertNotIn(row["id"], logs)
                self.assertNotIn(row["mean_area"] + ",", logs)


class Refusal(Case):
    def party(self, **changes):
        entries = {"run": "r", "self": "holder_1", "transport": "tcp", "listen": "127.0.0.1:0", "state": "state",
                   "start_within_seconds": 0.2, "parties": {"coordinator": {"address": "127.0.0.1:1"}}}
        entries.update(changes)
        path = self.folder / "party.json"
        path.write_text(json.dumps({k: v for k, v in entries.items() if v is not None}))
        return path

    def refused(self, code, sentence, **changes):
        done = run("--config", self.party(**changes))
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertIn(sentence, done.stderr)

    def test_configurations(self):
        self.refused(2, 'party.json: has no entry "run"', run=None)
        self.refused(2, 'party.json: does not know the entry "datas"', datas={})
        self.refused(2, "party.json.policy: does not know the entry", policy={"protocol": ["masked"]})
        self.refused(2, "party.json.transport: \"udp\" is none of grpc, mpi, tcp, tls", transport="udp")
        self.refused(2, "tls needs certificate, private_key and authorities", transport="tls")
        self.refused(2, "parties.coordinator: has no entry \"address\"", parties={"coordinator": {}})
        self.refused(2, "only the coordinator has one", plan={})
        self.refused(2, "threads: expected a whole number", threads="two")
        self.refused(2, "threads: -1 is too large or too small", threads=-1)
        self.refused(2, "timeout_seconds: expected", timeout_seconds=0)
        self.refused(2, "\"bank\" is no party", parties={"coordinator": {"address": "127.0.0.1:1"},
                                                          "bank": {"address": "127.0.0.1:2"}})
        self.refused(2, "is no address", listen="here")
        self.refused(2, "party.json.defence: expected an object", defence="marvell")
        self.refused(2, 'party.json.defence: has no entry "name"', defence={"power": 4})
        self.refused(2, 'defence.name: "magic" is none of marvell, max_norm, none', defence={"name": "magic"})
        self.refused(2, 'defence: does not know the entry "powers"', defence={"name": "marvell", "powers": 4})
        self.refused(2, "party.json.defence.power: is for marvell", defence={"name": "max_norm", "power": 4})
        for power in (0, -1, 1e10):
            self.refused(2, "party.json.defence.power: expected above 0", defence={"name": "marvell", "power": power})
        self.refused(2, "party.json.product_noise: expected at least 0", product_noise=-0.5)
        path = self.party(product_noise=0.5)
        path.write_text(path.read_text().replace("holder_1", "server"))
        done = run("--config", path)
        self.assertEqual(done.returncode, 2)
        self.assertIn("party.json.product_noise: only a holder has any", done.stderr)
        path = self.party(defence={"name": "max_norm"})
        for role in ("server", "dealer"):
            path.write_text(path.read_text().replace("holder_1", role))
            done = run("--config", path)
            self.assertEqual(done.returncode, 2)
            self.assertIn("party.json.defence: only the label owner has one", done.stderr)
            path.write_text(path.read_text().replace(role, "holder_1"))
        path = self.folder / "broken.json"
        path.write_text("{")
        done = run("--config", path)
        self.assertEqual(done.returncode, 2)
        self.assertIn("broken.json: is no JSON", done.stderr)

    def test_nobody_there(self):
        self.refused(3, "is the other party running, and is this its address?")

    def test_command_line(self):
        self.assertEqual(run("--config", self.folder / "missing.json").returncode, 2)
        done = run("--config", self.party(), "--predict")
        self.assertEqual(done.returncode, 2)
        self.assertIn("--predict is for the coordinator", done.stderr)
        self.assertEqual(run("--networks").stdout.splitlines()[0].split()[0], "8-8-1")


if __name__ == "__main__":
    unittest.main(verbosity=2)
