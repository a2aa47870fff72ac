#!/usr/bin/env python3
"""Seconds of an epoch of the plaintext network by PyTorch, on the joined data, one thread, float32.

torch_epoch.py {fraud,distress} [--repetitions N] [--rows N]

Prints the rows of bench/performance/rows.hpp. Batches are slices of one table, in one order for all epochs: PyTorch is
spared the gathering of rows in a new order that the library's network does in each epoch.
"""

import argparse
import os
import sys
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

EPOCHS = 5  # a measurement is their mean, as for the library's network
SHAPES = {
    "fraud": (227845, [28, 8, 8, 1], 5000),
    "distress": (2938, [556, 400, 16, 8, 1], 5000),
}


def arguments():
    parser = argparse.ArgumentParser(description="Seconds of an epoch by PyTorch.")
    parser.add_argument("shape", choices=SHAPES)
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--rows", type=int)
    return parser.parse_args()


def network(torch, shape, widths):
    layers = []
    for i, (n, m) in enumerate(zip(widths, widths[1:])):
        last_hidden = i == len(widths) - 3
        activation = torch.nn.ReLU() if shape == "distress" and last_hidden else torch.nn.Sigmoid()
        layers += [torch.nn.Linear(n, m), activation]
    return torch.nn.Sequential(*layers[:-1])  # the loss has the last sigmoid


def main():
    args = arguments()
    print("name,value,unit,parameters")
    rows, widths, batch = SHAPES[args.shape]
    rows = args.rows or rows
    name = "epoch.torch" if args.shape == "fraud" else "distress.torch"
    try:
        import torch
    except ImportError:
        print(f"{name},PyTorch is not there,missing,")
        return
    print(f"peer.torch,PyTorch {torch.__version__},text,")
    torch.manual_seed(1)
    torch.set_num_threads(1)
    x, y = torch.randn(rows, widths[0]), (torch.rand(rows, 1) < 0.1).float()
    net, loss = network(torch, args.shape, widths), torch.nn.BCEWithLogitsLoss()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)

    def epochs(count):
        for _ in range(count):
            for start in range(0, rows, batch):
                optimizer.zero_grad()
                loss(net(x[start : start + batch]), y[start : start + batch]).backward()
                optimizer.step()

    epochs(1)
    for _ in range(args.repetitions):
        start = time.perf_counter()
        epochs(EPOCHS)
        print(f"{name},{(time.perf_counter() - start) / EPOCHS:.6g},s,rows={rows}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
