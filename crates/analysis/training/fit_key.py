"""Fits the model that chooses the key: a conditional logistic regression over 24 keys, the same in every transposition.

    fit_key.py TRACKS=tracks.jsonl generated=generated.jsonl [--write ../src/key_model.in]

TRACKS is a folder with manifest.csv; the other side of each equation is what `examples/readings.rs` printed. Copies at
other speeds are passed over. Prints the percentage of right keys with a tenth of the songs and styles left out in turn.
"""
import csv
import json
import sys
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

NOTES = "C C# D D# E F F# G G# A A# B".split()
FLATS = {"Db": "C#", "Eb": "D#", "Gb": "F#", "Ab": "G#", "Bb": "A#"}
# The same as in src/key.rs.
PROFILES = np.array([[1, 0, .4, 0, .7, .4, 0, .8, 0, .4, .1, .3], [1, 0, .4, .7, 0, .4, 0, .8, .3, 0, .3, .2]])
TRIADS = np.array([[1, 0, 0, 0, .6, 0, 0, .7, 0, 0, 0, 0], [1, 0, 0, .6, 0, 0, 0, .7, 0, 0, 0, 0]])
BASS_SHARE, CHORD_BASS_SHARE, MOST = 0.15, 0.3, 3.0
# A track counts 1, a piece a third; the weights of single degrees are kept small, the few others free.
PIECE = 1 / 3
RIDGE_FEW, RIDGE_DEGREES = 0.02, 8.0
FOLDS = 10


def number(key):
    note, mode = key.split()
    return NOTES.index(FLATS.get(note, note)) + 12 * (mode == "minor")


def correlations(classes, profiles):
    def unit(values):
        values = values - values.mean()
        return values / (np.sqrt((values * values).sum()) + 1e-9)

    return np.array([np.roll(unit(classes), -tonic) @ unit(profile)
                     for profile in profiles for tonic in range(12)])


def figures(tones):
    """24 keys by what speaks for each, in the order of `Weights` in src/key.rs."""
    whole, first, last = (np.array(part) for part in tones)

    def mixed(part, bass):
        return part[0] * (1 - bass) + part[1] * bass

    few = [correlations(mixed(whole, BASS_SHARE), PROFILES),
           correlations(mixed(first, CHORD_BASS_SHARE), TRIADS),
           correlations(mixed(last, CHORD_BASS_SHARE), TRIADS),
           np.repeat([1.0, 0.0], 12)]
    degrees = np.array([np.roll(np.minimum(whole * 12 - 1, MOST), -tonic, axis=1).ravel() for tonic in range(12)])
    nothing = np.zeros_like(degrees)
    of_mode = np.block([[degrees, nothing], [nothing, degrees]])
    return np.column_stack([*few, of_mode])


def read(arguments):
    """Figures, key, weight and group (song or style) of everything with a key."""
    rows = []
    for argument in arguments:
        folder, readings = argument.split("=")
        keys, songs = {}, {}
        if folder != "generated":
            for row in csv.DictReader(open(Path(folder) / "manifest.csv")):
                if row["key"]:
                    name = Path(row["path"]).name
                    keys[name], songs[name] = row["key"], row["song"]
        for line in map(json.loads, open(readings)):
            name, truth = Path(line["path"]).name, line["truth"]
            key = truth["key"] if truth else keys.get(name)
            if key and line["speed"] == 1 and line["tones"]:
                group = truth["song"] if truth else songs[name]
                rows.append((figures(line["tones"]), number(key), PIECE if truth else 1.0, group))
    stacked = (np.array(column) for column in zip(*rows))
    return tuple(stacked)


def fit(x, y, weight):
    ridge = np.full(x.shape[2], RIDGE_DEGREES)
    ridge[:4] = RIDGE_FEW

    def loss(p):
        scores = x @ p
        scores -= scores.max(axis=1, keepdims=True)
        shares = np.exp(scores)
        shares /= shares.sum(axis=1, keepdims=True)
        right = np.arange(len(y)), y
        value = -(weight * np.log(shares[right] + 1e-300)).sum() + (ridge * p * p).sum()
        shares[right] -= 1
        return value, np.einsum("nk,nkd->d", shares * weight[:, None], x) + 2 * ridge * p

    start = np.zeros(x.shape[2])
    return minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 1000}).x


def left_out(x, y, weight, group):
    scores = np.zeros(x.shape[:2])
    names = sorted(set(group))
    for fold in range(FOLDS):
        out = np.isin(group, names[fold::FOLDS])
        scores[out] = x[out] @ fit(x[~out], y[~out], weight[~out])
    return scores


def report(scores, y, weight):
    right = scores.argmax(axis=1) == y
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    belief = (shares / shares.sum(axis=1, keepdims=True)).max(axis=1)
    for name, part in (("tracks", weight == 1), ("pieces", weight < 1)):
        if part.any():
            print(f"{name}: {100 * right[part].mean():.1f} of {part.sum()}")
    for low, high in ((0, 0.5), (0.5, 0.7), (0.7, 0.9), (0.9, 1.01)):
        part = (belief >= low) & (belief < high)
        if part.any():
            print(f"belief from {low}: {100 * right[part].mean():.0f} % right of {part.sum()}")


def rust(p):
    row = lambda values: "[" + ", ".join(f"{value:.4f}" for value in values) + "]"
    major, minor = p[4:].reshape(2, 2, 12)
    parts = lambda mode: "[" + ",\n     ".join(map(row, mode)) + "]"
    return (f"Weights {{ fit: {p[0]:.4f}, first: {p[1]:.4f}, last: {p[2]:.4f}, major: {p[3]:.4f},\n"
            f"    degrees: [{parts(major)},\n    {parts(minor)}] }}\n")


def main():
    arguments = sys.argv[1:]
    target = None
    if "--write" in arguments:
        at = arguments.index("--write")
        target = arguments[at + 1]
        del arguments[at:at + 2]
    x, y, weight, group = read(arguments)
    print("songs and styles left out")
    report(left_out(x, y, weight, group), y, weight)
    p = fit(x, y, weight)
    print("trained on")
    report(x @ p, y, weight)
    if target:
        Path(target).write_text(rust(p))


if __name__ == "__main__":
    main()
