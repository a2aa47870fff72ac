#!/usr/bin/env python3
"""weights.py PROGRAM: weights written by example_09_weights are what NumPy and PyTorch compute with, and back."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

import numpy as np

try:
    import torch
except ImportError:
    torch = None

PROGRAM = pathlib.Path(sys.argv.pop(1)).resolve()


def run(*words):
    return subprocess.run([PROGRAM, *map(str, words)], capture_output=True, text=True, timeout=120)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


class Weights(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory(prefix="spnn weights ")
        cls.folder = pathlib.Path(cls.scratch.name)
        done = run("train", cls.folder)
        assert done.returncode == 0, done.stderr + done.stdout
        cls.w = {path.stem: np.load(path) for path in (cls.folder / "weights").glob("*.npy")}
        cls.t = {path.stem: np.load(path) for path in (cls.folder / "tables").glob("*.npy")}

    @classmethod
    def tearDownClass(cls):
        cls.scratch.cleanup()

    def setUp(self):
        for name, x in self.w.items():
            np.save(self.folder / "weights" / f"{name}.npy", x)

    def forward(self, w):
        h1 = self.t["x1"] @ w["first.1"] + self.t["x2"] @ w["first.2"] + w["hidden.0.bias"]
        last = np.maximum(sigmoid(h1) @ w["hidden.1.1.weights"] + w["hidden.1.1.bias"], 0)
        return sigmoid(last @ w["head.weights"] + w["head.bias"])

    def served(self):
        done = run("serve", self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        return np.load(self.folder / "served" / "predictions.npy")

    def test_layout(self):
        shapes = {name: x.shape for name, x in self.w.items()}
        self.assertEqual(
            shapes,
            {
                "first.1": (2, 4),
                "first.2": (1, 4),
                "hidden.0.bias": (1, 4),
                "hidden.1.1.weights": (4, 3),
                "hidden.1.1.bias": (1, 3),
                "head.weights": (3, 1),
                "head.bias": (1, 1),
            },
        )
        self.assertEqual({x.dtype for x in self.w.values()}, {np.dtype(np.float32)})

    def test_numpy_computes_the_same_predictions(self):
        self.assertGreater(np.ptp(self.t["predictions"]), 0.3)
        np.testing.assert_allclose(self.forward(self.w), self.t["predictions"], atol=1e-5)

    def test_what_numpy_writes_is_read(self):
        changed = {name: 0.5 * x + 0.01 for name, x in self.w.items()}
        ways = [
            lambda x: x,
            lambda x: np.asfortranarray(x),
            lambda x: x.astype(np.float64),
            lambda x: x.astype(">f4"),
            lambda x: x[0] if x.shape[0] == 1 else x,
        ]
        for way in ways:
            for name, x in changed.items():
                np.save(self.folder / "weights" / f"{name}.npy", way(x))
            np.testing.assert_allclose(self.served(), self.forward(changed), atol=1e-5)

    def test_what_does_not_fit_is_refused(self):
        np.save(self.folder / "weights" / "head.bias.npy", np.zeros((1, 2), np.float32))
        done = run("serve", self.folder)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("array head.bias is 1x2, expected 1x1", done.stderr)

    @unittest.skipIf(torch is None, "PyTorch is not there")
    def test_pytorch(self):
        features = torch.tensor(np.hstack([self.t["x1"], self.t["x2"]]))
        network = torch.nn.Sequential(
            torch.nn.Linear(3, 4), torch.nn.Sigmoid(), torch.nn.Linear(4, 3), torch.nn.ReLU(), torch.nn.Linear(3, 1), torch.nn.Sigmoid()
        )
        names = [(0, ["first.1", "first.2"], "hidden.0.bias"), (2, ["hidden.1.1.weights"], "hidden.1.1.bias"), (4, ["head.weights"], "head.bias")]
        with torch.no_grad():
            for at, weights, bias in names:
                network[at].weight.copy_(torch.tensor(np.vstack([self.w[name] for name in weights]).T))
                network[at].bias.copy_(torch.tensor(self.w[bias][0]))
            np.testing.assert_allclose(network(features).numpy(), self.t["predictions"], atol=1e-5)
            for parameter in network.parameters():
                parameter.mul_(0.9).add_(0.02)
            rows = {"first.1": slice(0, 2), "first.2": slice(2, 3)}
            for at, weights, bias in names:
                for name in weights:
                    part = network[at].weight.T[rows.get(name, slice(None))]
                    np.save(self.folder / "weights" / f"{name}.npy", part.numpy())
                np.save(self.folder / "weights" / f"{bias}.npy", network[at].bias.numpy())
            np.testing.assert_allclose(self.served(), network(features).numpy(), atol=1e-5)


if __name__ == "__main__":
    unittest.main()
