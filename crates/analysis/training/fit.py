#!/usr/bin/env python3
"""Trains the model that chooses among readings of a pulse (crates/analysis/src/metre.rs). See README.md beside it.

    python3 fit.py manifest.csv readings.jsonl [--write ../src/metre_model.in]

A conditional logistic regression over the readings of each track: the belief in a reading is the softmax of a weighted
sum of its standardised features. The only free choice is the strength of the pull of all weights towards zero. Prints the share
of tracks whose right reading wins, on the training tracks and on each track left out in turn. No randomness.
"""
import argparse
import csv
import json
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

TOLERANCE = 0.03


def load(manifest, readings):
    """Tracks with a tempo whose octave is verified: features (readings x names), which readings are right, id."""
    truth = {Path(row["path"]).name: row for row in csv.DictReader(open(manifest))}
    tracks, names = [], None
    for line in open(readings):
        one = json.loads(line)
        row = truth.get(Path(one["path"]).name)
        if row is None or not row["bpm"] or row["octave"] != "verified":
            continue
        names = one["names"]
        features = np.array([reading["features"] for reading in one["readings"]])
        bpm = float(row["bpm"])
        beats = np.loadtxt(Path(manifest).parent / row["beats_file"], ndmin=1)
        near = np.array([abs(reading["bpm"] / bpm - 1) < TOLERANCE for reading in one["readings"]])
        right = near & np.array([share_met(beats, reading["beats"]) > 0.5 for reading in one["readings"]])
        # A track whose beats nobody can hear in place still teaches its tempo.
        tracks.append((features, right if right.any() else near, f"{row['id']} {bpm}", near))
    return tracks, names


def share_met(beats, found):
    """How many of the true beats have a found one within 70 ms."""
    return np.mean([np.min(abs(np.asarray(found) - beat)) < 0.07 for beat in beats])


def train(tracks, pull):
    stacked = np.vstack([features for features, *_ in tracks])
    mean, spread = stacked.mean(0), stacked.std(0) + 1e-9
    scaled = [((t[0] - mean) / spread, t[1]) for t in tracks if t[1].any()]

    def loss(weights):
        value, slope = pull * weights @ weights, 2 * pull * weights
        for features, right in scaled:
            score = features @ weights
            belief = np.exp(score - score.max())
            belief /= belief.sum()
            hit = belief[right].sum()
            value -= np.log(hit)
            slope += features.T @ (belief - np.where(right, belief / hit, 0))
        return value, slope

    weights = minimize(loss, np.zeros(len(mean)), jac=True, method="L-BFGS-B").x
    return mean, spread, weights


def wins(track, model):
    """Whether tempo and place of the beats, and whether at least the tempo, come out right."""
    mean, spread, weights = model
    best = np.argmax(((track[0] - mean) / spread) @ weights)
    return bool(track[1][best]), bool(track[3][best])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("manifest")
    parser.add_argument("readings")
    parser.add_argument("--pull", type=float, default=1.0)
    parser.add_argument("--write", help="file to write the model to")
    args = parser.parse_args()
    tracks, names = load(args.manifest, args.readings)
    model = train(tracks, args.pull)
    trained = [wins(track, model) for track in tracks]
    left_out = [wins(track, train(tracks[:i] + tracks[i + 1:], args.pull)) for i, track in enumerate(tracks)]
    print(f"{len(tracks)} tracks, right reading present in {sum(bool(t[1].any()) for t in tracks)}")
    for name, won in (("trained", trained), ("each left out in turn", left_out)):
        beats, tempo = 100 * np.mean(won, axis=0)
        print(f"{name}: tempo {tempo:.1f} %, beats too {beats:.1f} %")
    print("beats wrong when left out:", ", ".join(t[2] for t, won in zip(tracks, left_out) if not won[0]))
    for name, weight in sorted(zip(names, model[2]), key=lambda pair: -abs(pair[1])):
        print(f"  {name:20s} {weight:+.2f}")
    if args.write:
        rows = [f"    [{m:.5}, {s:.5}, {w:.5}], // {n}" for n, m, s, w in zip(names, *model)]
        Path(args.write).write_text("[\n" + "\n".join(rows) + "\n]\n")


if __name__ == "__main__":
    main()
