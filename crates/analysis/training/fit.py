#!/usr/bin/env python3
"""Trains the two models that choose among readings of a pulse (crates/analysis/src/metre.rs). See README.md beside it.

    python3 fit.py CORPUS=readings.jsonl ... [--write ../src/metre_model.in]

Each CORPUS is a folder with a manifest.csv; the readings are what `--example readings` prints of its tracks. Both models are
conditional logistic regressions: the belief in a choice is the softmax of a weighted sum of its standardised evidence. One
chooses for every period between its beats and the places halfway between; the other chooses the period. Every corpus weighs the
same, however many tracks it has. Prints the share of tracks that come out right: trained, each tenth of the songs left out
in turn, and each corpus left out in turn. No randomness.
"""
import argparse
import csv
import json
import zlib
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

TOLERANCE = 0.03


class Track:
    """Evidence (periods x 2 places x figures); which periods are right; which place of each right period is right."""

    def __init__(self, corpus, row, one):
        self.corpus, self.name, self.bpm = corpus, row["id"], float(row["bpm"])
        self.fold = zlib.crc32(row["song"].encode()) % 10
        self.x = np.array([reading["features"] for reading in one["readings"]])
        self.tempo = np.array([abs(reading["bpm"] / self.bpm - 1) < TOLERANCE for reading in one["readings"]])
        self.found = np.array([reading["bpm"] for reading in one["readings"]])
        truth = np.loadtxt(Path(corpus) / row["beats_file"], ndmin=1)
        self.place = []
        for reading in one["readings"]:
            beats = np.asarray(reading["beats"])
            met = [share_met(truth, beats), share_met(truth, (beats[1:] + beats[:-1]) / 2)]
            self.place.append(int(np.argmax(met)) if max(met) > 0.5 and abs(met[0] - met[1]) > 0.25 else None)


def share_met(beats, found):
    """How many of the true beats have a found one within 70 ms."""
    return np.mean([np.min(abs(found - beat)) < 0.07 for beat in beats])


def load(corpus, readings):
    """Tracks with a tempo whose octave is verified and that have beats."""
    rows = {Path(row["path"]).name: row for row in csv.DictReader(open(Path(corpus) / "manifest.csv"))}
    tracks, names = [], None
    for line in open(readings):
        one = json.loads(line)
        row = rows.get(Path(one["path"]).name)
        if row and row["bpm"] and row.get("octave", "verified") == "verified" and row["beats_file"] and one["readings"]:
            tracks.append(Track(corpus, row, one))
            names = one["names"]
    return tracks, names


def regress(choices, pull):
    """Weights for standardised choices: (options x figures, which are right, weight of the choice)."""
    def loss(weights):
        value, slope = pull * weights @ weights, 2 * pull * weights
        for x, right, heft in choices:
            score = x @ weights
            belief = np.exp(score - score.max())
            belief /= belief.sum()
            hit = belief[right].sum()
            value -= heft * np.log(hit)
            slope += heft * (x.T @ (belief - np.where(right, belief / hit, 0)))
        return value, slope
    return minimize(loss, np.zeros(choices[0][0].shape[1]), jac=True, method="L-BFGS-B").x


def train(tracks, pull):
    sizes = {corpus: sum(t.corpus == corpus for t in tracks) for corpus in {t.corpus for t in tracks}}
    heft = {corpus: max(sizes.values()) / size for corpus, size in sizes.items()}
    stacked = np.vstack([t.x.reshape(-1, t.x.shape[2]) for t in tracks])
    mean, spread = stacked.mean(0), stacked.std(0)
    # A figure that hardly ever varies says nothing, and must not be blown up.
    spread = np.where(spread < 1e-6, 1.0, spread)
    scaled = [(t, (t.x - mean) / spread) for t in tracks]
    places = [(x[i], np.arange(2) == t.place[i], heft[t.corpus])
              for t, x in scaled for i in np.flatnonzero(t.tempo) if t.place[i] is not None]
    for_place = regress(places, pull)
    periods = [(best_places(x, for_place), t.tempo, heft[t.corpus]) for t, x in scaled if t.tempo.any()]
    return mean, spread, regress(periods, pull), for_place


def best_places(x, for_place):
    """For every period the evidence of its more believable place."""
    return x[np.arange(len(x)), (x @ for_place).argmax(1)]


def wins(track, model):
    """Whether tempo and place of the beats, and whether at least the tempo, come out right; and the belief in the winner."""
    mean, spread, for_period, for_place = model
    x = (track.x - mean) / spread
    score = best_places(x, for_place) @ for_period
    best = np.argmax(score)
    place = (x[best] @ for_place).argmax()
    beats = track.place[best] is None or track.place[best] == place
    belief = 1 / np.exp(score - score[best]).sum()
    return bool(track.tempo[best]) and beats, bool(track.tempo[best]), belief, track.found[best]


def report(title, tracks, won):
    won = np.array(won, dtype=float)
    bpm = np.array([t.bpm for t in tracks])
    for corpus in sorted({t.corpus for t in tracks}) + [None]:
        here = np.array([corpus in (None, t.corpus) for t in tracks])
        cells = []
        for low, high in ((0, 999), (0, 90), (90, 140.001), (140.001, 999)):
            some = here & (bpm >= low) & (bpm < high)
            cells.append(f"{100 * won[some, 1].mean():5.1f} ({some.sum():3d})" if some.any() else "     -     ")
        print(f"{title:28s} {Path(corpus).name if corpus else 'all':16s} tempo {cells[0]}  <90 {cells[1]}  90-140 {cells[2]}"
              f"  >140 {cells[3]}  beats too {100 * won[here, 0].mean():5.1f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="+", metavar="CORPUS=READINGS")
    parser.add_argument("--pull", type=float, default=2.0)
    parser.add_argument("--write", help="file to write the model to")
    parser.add_argument("--errors", action="store_true")
    args = parser.parse_args()
    tracks, names = [], None
    for corpus in args.corpora:
        more, names = load(*corpus.split("=", 1))
        tracks += more
    print(f"{len(tracks)} tracks, right tempo among the readings of {sum(t.tempo.any() for t in tracks)}")
    model = train(tracks, args.pull)
    report("trained", tracks, [wins(t, model) for t in tracks])
    by_fold = {fold: train([t for t in tracks if t.fold != fold], args.pull) for fold in range(10)}
    left_out = [wins(t, by_fold[t.fold]) for t in tracks]
    report("a tenth of songs left out", tracks, left_out)
    if len(args.corpora) > 1:
        by_corpus = {c: train([t for t in tracks if t.corpus != c], args.pull) for c in {t.corpus for t in tracks}}
        report("that corpus left out", tracks, [wins(t, by_corpus[t.corpus]) for t in tracks])
    belief = np.array([w[2] for w in left_out])
    right = np.array([w[1] for w in left_out])
    for low, high in ((0, 0.5), (0.5, 0.7), (0.7, 0.9), (0.9, 0.97), (0.97, 1.01)):
        some = (belief >= low) & (belief < high)
        if some.any():
            print(f"  belief {low:.2f} to {high:.2f}: {100 * right[some].mean():5.1f} % right of {some.sum()}")
    if args.errors:
        print("wrong when left out:", ", ".join(f"{t.name} {t.bpm:.0f} got {w[3]:.0f}"
                                                 for t, w in zip(tracks, left_out) if not w[1]))
        for name, a, b in sorted(zip(names, model[2], model[3]), key=lambda row: -abs(row[1])):
            print(f"  {name:20s} period {a:+.2f}  place {b:+.2f}")
    if args.write:
        rows = [f"    [{m:.5}, {s:.5}, {a:.5}, {b:.5}], // {n}" for n, m, s, a, b in zip(names, *model)]
        Path(args.write).write_text("[\n" + "\n".join(rows) + "\n]\n")


if __name__ == "__main__":
    main()
