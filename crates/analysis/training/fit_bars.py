#!/usr/bin/env python3
"""Trains the model that finds the first beats of bars (crates/analysis/src/bar.rs). See README.md beside it.

    python3 fit_bars.py CORPUS=readings.jsonl ... generated=readings.jsonl [--write ../src]

CORPUS and readings as for fit.py; a manifest needs a column `downbeats_file` (seconds, one a line). A conditional logistic
regression over the places that a bar could begin at. Prints the share of tracks whose bars come out right when each tenth
of the songs (of the styles, where generated) is left out in turn, by confidence. No randomness.
"""
import argparse
import csv
import json
import zlib
from pathlib import Path

import numpy as np

from fit import regress


def means(accents, in_bar):
    """Mean of each accent on each beat of a bar, from -1 to 1 around the mean of all beats (as in bar.rs)."""
    everywhere = accents.mean(0)
    here = np.array([accents[place::in_bar].mean(0) for place in range(in_bar)])
    return (here - everywhere) / (here + everywhere + 0.1)


def options(accents, in_bar):
    """One row of evidence for each place that the bar could begin at."""
    table = means(accents, in_bar)
    return np.array([np.roll(table, -first, axis=0).ravel() for first in range(in_bar)])


def load(corpus, readings):
    rows = {}
    if corpus != "generated":
        rows = {Path(row["path"]).name: row for row in csv.DictReader(open(Path(corpus) / "manifest.csv"))}
    tracks = []
    for line in open(readings):
        one = json.loads(line)
        truth, row = one["truth"], rows.get(Path(one["path"]).name)
        if not truth and row and row.get("downbeats_file") and one["speed"] == 1:
            times = [np.loadtxt(Path(corpus) / row[name], ndmin=1) for name in ("beats_file", "downbeats_file")]
            truth = {"song": row["song"], "bpm": float(row["bpm"]), "beats": times[0], "downbeats": times[1]}
        if not truth or not one["bars"]:
            continue
        beats, downbeats = np.array(one["bars"]["beats"]), np.asarray(truth["downbeats"])
        in_bar = round((len(truth["beats"]) - 1) / max(1, len(downbeats) - 1))
        bpm = 60 / np.median(np.diff(beats)) if len(beats) > 1 else 0
        if in_bar not in (3, 4) or abs(bpm / truth["bpm"] - 1) > 0.03 or len(beats) < 4 * in_bar:
            continue
        met = [np.mean([np.min(abs(downbeats - beat)) < 0.08 for beat in beats[first::in_bar]]) for first in range(in_bar)]
        if max(met) < 0.6:
            continue
        tracks.append({
            "corpus": corpus, "fold": zlib.crc32(truth["song"].encode()) % 10, "in_bar": in_bar,
            "right": int(np.argmax(met)), "x": options(np.array(one["bars"]["accents"]), in_bar),
            "repeats": one["bars"]["repeats"],
        })
    return tracks


def train(tracks, in_bar, pull):
    choices = [(t["x"], np.arange(in_bar) == t["right"], 1.0) for t in tracks if t["in_bar"] == in_bar]
    return regress(choices, pull)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="+", metavar="CORPUS=READINGS")
    parser.add_argument("--pull", type=float, default=0.2)
    parser.add_argument("--write", help="folder to write the models to")
    args = parser.parse_args()
    tracks = [track for corpus in args.corpora for track in load(*corpus.split("=", 1))]
    for in_bar, name in ((4, "four"), (3, "three")):
        some = [t for t in tracks if t["in_bar"] == in_bar]
        if len(some) < 4:
            print(f"{len(some)} tracks in {in_bar}: none trained")
            continue
        outcome = []
        for track in some:
            weights = train([t for t in some if t["fold"] != track["fold"]], in_bar, args.pull)
            score = track["x"] @ weights
            belief = np.exp(score - score.max())
            outcome.append((belief.max() / belief.sum(), score.argmax() == track["right"], track))
        print(f"{len(some)} tracks in {in_bar}: {100 * np.mean([o[1] for o in outcome]):.1f} % right when left out")
        for corpus in sorted({t["corpus"] for t in some}):
            print(f"  {Path(corpus).name}: {100 * np.mean([o[1] for o in outcome if o[2]['corpus'] == corpus]):.1f} %")
        for low, high in ((0, 0.5), (0.5, 0.7), (0.7, 0.9), (0.9, 1.01)):
            band = [o[1] for o in outcome if low <= o[0] < high]
            if band:
                print(f"  confidence {low:.1f} to {high:.1f}: {100 * np.mean(band):5.1f} % right of {len(band)}")
        repeats = np.array([t["repeats"] for t in some])
        lead = repeats[:, 2] - repeats[:, [1, 3]].max(1)
        print(f"  lead of three beats over two and four: {np.percentile(lead, [0, 5, 50, 95, 100]).round(2)}")
        weights = train(some, in_bar, args.pull).reshape(in_bar, -1)
        weights -= weights.mean(0)
        print(np.round(weights, 2))
        if args.write:
            rows = ["    [" + ", ".join(f"{w:.4f}" for w in row) + "]," for row in weights]
            (Path(args.write) / f"bars_in_{name}.in").write_text("[\n" + "\n".join(rows) + "\n]\n")


if __name__ == "__main__":
    main()
