#!/usr/bin/env python3
"""Seconds of a step of LeNet by PyTorch, forward and backward, one thread, float32: the peer of
bench/performance/lenet.cpp, whose network it is.

torch_lenet.py [--repetitions N] [--batch N]

Prints the rows of bench/performance/rows.hpp. PyTorch computes no gradient of the images; the library does.
"""

import argparse
import os
import sys
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"


def seconds_each(body):
    """The mean over as many calls as fill 200 ms."""
    calls, more, start = 0, 1, time.perf_counter()
    while time.perf_counter() - start < 0.2:
        for _ in range(more):
            body()
        calls, more = calls + more, more * 2
    return (time.perf_counter() - start) / calls


def main():
    parser = argparse.ArgumentParser(description="Seconds of a step of LeNet by PyTorch.")
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--batch", type=int, default=128)
    args = parser.parse_args()
    print("name,value,unit,parameters")
    try:
        import torch
    except ImportError:
        print("lenet.step.torch,PyTorch is not there,missing,")
        return
    from torch import nn

    print(f"peer.torch,PyTorch {torch.__version__},text,")
    torch.manual_seed(1)
    torch.set_num_threads(1)
    net = nn.Sequential(nn.Conv2d(1, 20, 5), nn.MaxPool2d(2), nn.Conv2d(20, 50, 5), nn.MaxPool2d(2), nn.Flatten(),
                        nn.Linear(800, 500), nn.ReLU(), nn.Linear(500, 10))
    loss = nn.CrossEntropyLoss()
    x, y = torch.randn(args.batch, 1, 28, 28), torch.arange(args.batch) % 10

    def step():
        net.zero_grad()
        loss(net(x), y).backward()

    def infer():
        with torch.no_grad():
            net(x)

    for name, body in (("step", step), ("inference", infer)):
        body()
        for _ in range(args.repetitions):
            print(f"lenet.{name}.torch,{seconds_each(body):.6g},s,batch={args.batch}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
