#!/usr/bin/env python3
"""A script such as research repositories have: functions amid work."""
import os
import random

import sibling
from common.metrics import score as metric

random.seed(7)
os.environ["RESEARCH_MODE"] = "fast"
RATE = 0.1
STEPS = [1, 2, 3]
STEPS.append(4)
weights = {"bias": sibling.bias()}
for name in ("a", "b"):
    weights[name] = RATE
print("training"); EPOCHS = 2


def predict(x, scale=RATE):
    return metric(x * scale + weights["bias"] + sum(STEPS))


def summary():
    return {"epochs": EPOCHS, "draw": random.random()}


losses = []
for step in STEPS:
    losses.append(1 / 0)
print(losses)
if __name__ == "__main__":
    predict(1)
