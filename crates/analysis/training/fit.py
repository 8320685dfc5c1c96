#!/usr/bin/env python3
"""Trains the two models that choose among readings of a pulse (crates/analysis/src/metre.rs). See README.md beside it.

    python3 fit.py CORPUS=readings.jsonl ... generated=readings.jsonl octave=readings.jsonl [--judge CORPUS=readings.jsonl]
        [--write ../src/metre_model.in]

Each CORPUS is a folder with a manifest.csv; the readings are what `--example readings` prints of its tracks, or of generated
pieces (of the part for training, and of that for the octave), which bring their truth with them. Both models are conditional logistic regressions over the standardised figures and
their squares: one chooses for every period where in it the beats lie; the other chooses the period.
Prints the share of tracks that come out right: trained, with each tenth of the songs (of the styles, where generated) left out in
turn, and on a corpus that is only judged; --deal deals the songs out to the tenths in another way. No randomness.
"""
import argparse
import csv
import json
import zlib
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

TOLERANCE = 0.03
# A figure farther from the mean than this many spreads speaks no louder (as in metre.rs).
FARTHEST = 3.0
# How strongly weights are pulled to nothing: of the figures and of their squares.
PULL_PERIOD = (1.0, 3.0)
PULL_PLACE = (4.0, 8.0)
# In generated pieces and in arrangements from charts chords change with the bars like clockwork, on records they do not.
PULLED_MORE = {"motion_in_four": 5.0}
# What a track counts: as it is, as a copy at another speed, generated. Few tracks are fast or slow: pieces speak for those.
HEFT_PERIOD = {"tracks": 1.0, "copies": 0.5, "generated": 2.0, "octave": 0.5}
HEFT_PLACE = {"tracks": 1.0, "copies": 0.5, "generated": 1.0, "octave": 0.5}


class Track:
    """Evidence (periods x places x figures); which periods are right; which place of each right period is right."""

    def __init__(self, kind, name, song, bpm, truth, one):
        self.kind, self.name, self.bpm = kind, name, bpm
        self.song = song
        self.x = np.array([[place["features"] for place in reading["places"]] for reading in one["readings"]])
        self.found = np.array([reading["bpm"] for reading in one["readings"]])
        self.tempo = abs(self.found / bpm - 1) < TOLERANCE
        self.place = [right_place(truth, reading["places"]) for reading in one["readings"]]


def right_place(truth, places):
    """Which place the true beats are at; none where that is not clear."""
    met = [share_met(truth, np.asarray(place["beats"])) for place in places]
    second, best = sorted(met)[-2:]
    return int(np.argmax(met)) if best > 0.5 and best - second > 0.25 else None


def tenth_of(song, deal):
    return zlib.crc32((f"{deal}:{song}" if deal else song).encode()) % 10


def share_met(beats, found):
    """How many of the true beats have a found one within 70 ms."""
    after = np.clip(np.searchsorted(found, beats), 1, len(found) - 1)
    return np.mean(np.minimum(abs(found[after] - beats), abs(found[after - 1] - beats)) < 0.07)


def load(corpus, readings):
    """Tracks with a tempo whose octave is verified and that have beats."""
    rows = {}
    if corpus not in ("generated", "octave"):
        rows = {Path(row["path"]).name: row for row in csv.DictReader(open(Path(corpus) / "manifest.csv"))}
    tracks, names = [], None
    for line in open(readings):
        one = json.loads(line)
        names = one["names"]
        path = Path(one["path"])
        row, truth, speed = rows.get(path.name), one["truth"], one["speed"]
        if not one["readings"]:
            continue
        if truth:
            tracks.append(Track(corpus, path.stem, truth["song"], truth["bpm"], np.array(truth["beats"]), one))
        elif row and row["bpm"] and row.get("octave", "verified") == "verified" and row["beats_file"]:
            beats = np.loadtxt(Path(corpus) / row["beats_file"], ndmin=1) / speed
            kind = "tracks" if speed == 1 else "copies"
            tracks.append(Track(kind, row["id"], row["song"], float(row["bpm"]) * speed, beats, one))
    return tracks, names


def with_squares(x):
    x = np.clip(x, -FARTHEST, FARTHEST)
    return np.concatenate([x, x * x], -1)


def regress(choices, pull):
    """Weights for choices: (options x figures, which are right, weight of the choice)."""
    x = np.vstack([choice[0] for choice in choices])
    right = np.concatenate([choice[1] for choice in choices]).astype(float)
    heft = np.array([choice[2] for choice in choices])
    counts = [len(choice[0]) for choice in choices]
    starts, owner = np.r_[0, np.cumsum(counts)[:-1]], np.repeat(np.arange(len(counts)), counts)
    pull = np.broadcast_to(pull, x.shape[1])

    def loss(weights):
        score = x @ weights
        belief = np.exp(score - np.maximum.reduceat(score, starts)[owner])
        belief /= np.add.reduceat(belief, starts)[owner]
        hit = np.add.reduceat(belief * right, starts)
        slope = x.T @ (heft[owner] * (belief - belief * right / hit[owner]))
        return (pull * weights**2).sum() - (heft * np.log(hit)).sum(), 2 * pull * weights + slope

    return minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 500}).x


def train(tracks, names):
    stacked = np.vstack([t.x.reshape(-1, t.x.shape[2]) for t in tracks])
    mean, spread = stacked.mean(0), stacked.std(0)
    # A figure that hardly ever varies says nothing, and must not be blown up.
    spread = np.where(spread < 1e-6, 1.0, spread)
    scaled = [(t, with_squares((t.x - mean) / spread)) for t in tracks]
    places = [(x[i], np.arange(x.shape[1]) == t.place[i], HEFT_PLACE[t.kind])
              for t, x in scaled for i in np.flatnonzero(t.tempo) if t.place[i] is not None]
    for_place = regress(places, np.repeat(PULL_PLACE, len(mean)))
    periods = [(best_places(x, for_place), t.tempo, HEFT_PERIOD[t.kind]) for t, x in scaled if t.tempo.any()]
    more = np.tile([PULLED_MORE.get(name, 1.0) for name in names], 2)
    return mean, spread, regress(periods, more * np.repeat(PULL_PERIOD, len(mean))), for_place


def best_places(x, for_place):
    """For every period the evidence of its more believable place."""
    return x[np.arange(len(x)), (x @ for_place).argmax(1)]


def wins(track, model):
    """Whether tempo and place of the beats, and whether at least the tempo, come out right; and the belief in the winner."""
    mean, spread, for_period, for_place = model
    x = with_squares((track.x - mean) / spread)
    score = best_places(x, for_place) @ for_period
    best = np.argmax(score)
    place = (x[best] @ for_place).argmax()
    beats = track.place[best] is None or track.place[best] == place
    belief = 1 / np.exp(score - score[best]).sum()
    return bool(track.tempo[best]) and beats, bool(track.tempo[best]), belief, track.found[best]


def report(title, tracks, won):
    won = np.array(won, dtype=float)
    bpm = np.array([t.bpm for t in tracks])
    for kind in HEFT_PERIOD:
        here = np.array([t.kind == kind for t in tracks])
        if not here.any():
            continue
        cells = []
        for low, high in ((0, 999), (0, 90), (90, 140.001), (140.001, 999)):
            some = here & (bpm >= low) & (bpm < high)
            cells.append(f"{100 * won[some, 1].mean():5.1f} ({some.sum():3d})" if some.any() else "     -     ")
        print(f"{title:28s} {kind:10s} tempo {cells[0]}  <90 {cells[1]}  90-140 {cells[2]}"
              f"  >140 {cells[3]}  beats too {100 * won[here, 0].mean():5.1f}")


def rust(model, names):
    mean, spread, for_period, for_place = model
    columns = [mean, spread, *np.split(for_period, 2), *np.split(for_place, 2)]
    rows = ["    [" + ", ".join(f"{value:.6}" for value in row) + f"], // {name}" for name, *row in zip(names, *columns)]
    return "[\n" + "\n".join(rows) + "\n]\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="+", metavar="CORPUS=READINGS")
    parser.add_argument("--judge", metavar="CORPUS=READINGS", help="judged, never trained on")
    parser.add_argument("--write", help="file to write the model to")
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--deal", type=int, default=0)
    args = parser.parse_args()
    tracks, names = [], None
    for corpus in args.corpora:
        more, names = load(*corpus.split("=", 1))
        tracks += more
    print(f"{len(tracks)} tracks, right tempo among the readings of {sum(t.tempo.any() for t in tracks)}")
    model = train(tracks, names)
    report("trained", tracks, [wins(t, model) for t in tracks])
    tenth = {id(t): tenth_of(t.song, args.deal) for t in tracks}
    by_fold = {out: train([t for t in tracks if tenth[id(t)] != out], names) for out in set(tenth.values())}
    left_out = [wins(t, by_fold[tenth[id(t)]]) for t in tracks]
    report("a tenth of songs left out", tracks, left_out)
    if args.judge:
        judged, _ = load(*args.judge.split("=", 1))
        report("judged, styles trained on", judged, [wins(t, model) for t in judged])
        won = [wins(t, by_fold.get(tenth_of(t.song, args.deal), model)) for t in judged]
        report("judged, styles left out", judged, won)
    belief = np.array([w[2] for w in left_out])
    right = np.array([w[1] for w in left_out])
    for low, high in ((0, 0.5), (0.5, 0.7), (0.7, 0.9), (0.9, 0.97), (0.97, 1.01)):
        some = (belief >= low) & (belief < high)
        if some.any():
            print(f"  belief {low:.2f} to {high:.2f}: {100 * right[some].mean():5.1f} % right of {some.sum()}")
    if args.errors:
        print("wrong when left out:", ", ".join(f"{t.name} {t.bpm:.0f} got {w[3]:.0f}"
                                                 for t, w in zip(tracks, left_out) if not w[1]))
    if args.write:
        Path(args.write).write_text(rust(model, names))


if __name__ == "__main__":
    main()
